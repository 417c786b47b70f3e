package io.quern.scheduler.lifecycle;

import io.quern.core.graph.TaskBatch;
import io.quern.core.key.ClientId;
import io.quern.core.key.CodeHash;
import io.quern.core.key.TaskKey;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.WorkerMessage;
import io.quern.scheduler.coordination.CoordinationLimits;
import io.quern.scheduler.coordination.CoordinationMachine;
import io.quern.scheduler.graph.BatchGroup;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.WorkerEntry;
import io.quern.scheduler.recovery.JournalRecord;
import io.quern.scheduler.settings.SchedulerSettings;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The scheduler's state machine.
///
/// An event changes the state by steps of tasks, follow-up steps happen until none is due, ready tasks are placed,
/// and only then do instructions leave. Times are read from events alone. A violated rule stops the machine: it
/// refuses every further event, and [#recentEvents] is what to look at.
public final class SchedulerMachine {
    private static final int RECENT_EVENTS = 100;
    private static final long NO_TIMER = Long.MAX_VALUE;

    private final MachineState state;
    private final TaskSteps steps;
    private final TaskPlacer placer;
    private final Stealing stealing;
    private final Retirements retirements;
    private final UnplaceableTasks unplaceable;
    private final Progress progress;
    private final JobEnds ends;
    private final WorkerEvents workers;
    private final RunEvents runs;
    private final ClientEvents clients;
    private final SessionEvents sessions;
    private final BatchEvents batches;
    private final NameEvents names;
    private final Questions questions;
    private final Holds holds;
    private final ScatterEvents scatters;
    private final CopyEvents copies;
    private final CoordinationMachine coordination;
    private final InventoryEvents inventories;
    private final RecordEvents replay;
    private final RecoveryEvents recovery;
    private final ArrayDeque<Event> recent = new ArrayDeque<>();

    private long timerNanos = NO_TIMER;
    private boolean isStopped;

    /// A scheduler that keeps no journal.
    ///
    /// @param epoch number of this scheduler; larger than any before
    public SchedulerMachine(SchedulerSettings settings, long epoch) {
        this(settings, epoch, Life.withoutJournal());
    }

    /// A scheduler with a journal. Its first events are [Event.Replayed], one a record that is there, then
    /// [Event.Recovered]; what it instructs before that is of no meaning.
    public static SchedulerMachine withJournal(SchedulerSettings settings, long epoch) {
        return new SchedulerMachine(settings, epoch, Life.withJournal());
    }

    private SchedulerMachine(SchedulerSettings settings, long epoch, Life life) {
        state = new MachineState(settings, epoch, life);
        steps = new TaskSteps(state);
        progress = new Progress(state);
        ends = new JobEnds(state, steps, progress);
        placer = new TaskPlacer(state, steps, ends);
        workers = new WorkerEvents(state, steps, ends);
        stealing = new Stealing(state);
        retirements = new Retirements(state, steps, workers);
        PlanEvents plans = new PlanEvents(state, steps, ends);
        runs = new RunEvents(state, steps, workers, ends, plans);
        clients = new ClientEvents(state, steps, runs, ends);
        holds = new Holds(state, steps);
        coordination = new CoordinationMachine(
                CoordinationLimits.DEFAULT, new SharedResults(state, holds), state.outbox::tell, epoch);
        sessions = new SessionEvents(state, ends, holds, coordination);
        batches = new BatchEvents(state, steps, holds);
        names = new NameEvents(state, holds);
        questions = new Questions(state);
        inventories = new InventoryEvents(state, runs, new ResultOffers(state, steps));
        scatters = new ScatterEvents(state, steps, ends);
        copies = new CopyEvents(state);
        replay = new RecordEvents(state, clients, sessions, batches, names, holds, ends, plans, copies, retirements);
        recovery = new RecoveryEvents(state, steps, sessions, ends);
        unplaceable = new UnplaceableTasks(state, steps, ends, recovery);
    }

    /// Takes in what happened and says what is to be done.
    public List<Instruction> handle(Event event) {
        return handle(List.of(event));
    }

    /// Takes in what happened in one turn of the event loop, in that order, and says what is to be done. Tasks are
    /// placed, and peers told, once for all of it.
    public List<Instruction> handle(List<Event> turn) {
        if (isStopped) {
            throw new IllegalStateException("the state machine has stopped at an earlier event; restart the scheduler");
        }
        boolean isDone = false;
        try {
            for (Event event : turn) {
                take(event);
            }
            comeToRest();
            if (state.settings.isChecked() && !state.life.isLoading()) {
                checkInvariants();
            }
            isDone = true;
        } finally {
            isStopped = !isDone;
        }
        return state.outbox.drain();
    }

    private void take(Event event) {
        begin(event);
        switch (event) {
            case Event.WorkerRegistered registered ->
                workers.registered(registered.worker(), registered.registration());
            case Event.WorkerLost lost -> workerLost(lost);
            case Event.WorkerSpoke spoke -> workerSpoke(spoke);
            case Event.ClientRegistered registered ->
                sessions.registered(
                        registered.client(), registered.name(), registered.session(), registered.isReturning());
            case Event.ClientLost lost -> sessions.lost(lost.client(), lost.reason());
            case Event.ClientSpoke spoke -> clientSpoke(spoke.client(), spoke.message());
            case Event.BatchWithoutCode came -> submittedWithoutCode(came.client(), came.batch());
            case Event.ClientAsked asked -> clientAsked(asked);
            case Event.Replayed replayed -> replay.apply(replayed.content());
            case Event.Recovered recovered -> {
                // What was asked for before was not done.
                timerNanos = NO_TIMER;
                recovery.recovered(recovered);
            }
            case Event.TimePassed _ -> timePassed();
        }
        if (!state.life.isLoading()) {
            steps.settle();
            steps.collapseEmpty();
        }
    }

    private void begin(Event event) {
        if (event.atNanos() < state.nowNanos && state.eventNumber > 0) {
            throw new IllegalArgumentException(
                    "events must not go back in time: " + event + " after " + state.nowNanos);
        }
        state.event = event;
        state.eventNumber++;
        state.nowNanos = event.atNanos();
        steps.beginEvent();
        if (recent.size() == RECENT_EVENTS) {
            recent.removeFirst();
        }
        recent.addLast(event);
    }

    private void comeToRest() {
        unplaceable.failOverdue();
        state.faulty.takeBack();
        retirements.takeWaiting();
        if (state.life.isWorking()) {
            retirements.advance();
            scatters.advance();
            copies.advance();
            steps.settle();
            steps.collapseEmpty();
            placer.place();
            steps.settle();
            steps.collapseEmpty();
            stealing.balance();
            state.hedges.look();
        }
        ends.announceFinished();
        holds.tellEnds();
        batches.recordEndedDetached();
        if (state.life.isWorking()) {
            state.inventories.ask();
        }
        long next = Math.min(progress.tellDue(), workers.nextWatchNanos());
        next = Math.min(next, state.life.placeAtNanos());
        next = Math.min(next, coordination.nextDeadlineNanos());
        next = Math.min(next, Math.min(stealing.dueNanos(), unplaceable.dueNanos()));
        next = Math.min(next, Math.min(state.hedges.dueNanos(), retirements.dueNanos()));
        next = Math.min(next, Math.min(state.faulty.dueNanos(), state.unreachable.dueNanos()));
        next = Math.min(next, state.life.isWorking() ? state.inventories.dueNanos() : NO_TIMER);
        setTimer(Math.min(next, Math.min(state.alarms.nextNanos(), sessions.nextLeaseEndNanos())));
    }

    private void setTimer(long atNanos) {
        if (atNanos < timerNanos) {
            timerNanos = atNanos;
            state.outbox.add(new Instruction.SetTimer(atNanos));
        }
    }

    private void timePassed() {
        if (state.nowNanos >= timerNanos) {
            timerNanos = NO_TIMER;
        }
        recovery.passTime();
        workers.watch();
        sessions.endLeases();
        coordination.endOverdue(state.nowNanos);
        state.unreachable.passTime();
        for (Alarms.Alarm alarm : state.alarms.takeDue(state.nowNanos)) {
            runs.alarmed(alarm);
        }
    }

    private void workerLost(Event.WorkerLost lost) {
        WorkerEntry worker = state.roster.find(lost.worker());
        if (worker != null) {
            workers.lost(worker, lost.report());
        }
    }

    private void workerSpoke(Event.WorkerSpoke spoke) {
        WorkerEntry worker = state.roster.find(spoke.worker());
        if (worker == null) {
            state.dropped = state.dropped.plusPeer();
            return;
        }
        workers.spoke(worker);
        switch (spoke.message()) {
            case WorkerMessage.RegisterWorker _ -> {
                String reason = "it registered twice on one stream";
                workers.lost(worker, DeathReport.noticed(reason));
                state.outbox.add(new Instruction.DisconnectWorker(worker.id(), reason));
            }
            case WorkerMessage.PredecessorDied died -> workers.predecessorDied(worker, died);
            case WorkerMessage.OfferResults offered -> inventories.offered(worker, offered);
            case WorkerMessage.InventoryTold told -> inventories.told(worker, told);
            case WorkerMessage.TaskStarted started -> runs.started(worker, started);
            case WorkerMessage.TaskSucceeded succeeded -> runs.succeeded(worker, succeeded, null);
            case WorkerMessage.StagesPlanned planned -> runs.succeeded(worker, planned.end(), planned.plan());
            case WorkerMessage.TaskFailed failed -> runs.failed(worker, failed);
            case WorkerMessage.InputLost lost -> runs.inputLost(worker, lost);
            case WorkerMessage.TaskBlocked blocked -> runs.blocked(worker, blocked.run());
            case WorkerMessage.TaskUnblocked unblocked -> runs.unblocked(worker, unblocked.run());
            case WorkerMessage.ReplicaAdded added -> {
                if (!scatters.arrived(worker, added.result())) {
                    runs.replicaAdded(worker, added);
                }
                retirements.copyEnded(added.result(), worker);
                state.copies.ended(added.result(), worker, true);
            }
            case WorkerMessage.CopyFailed failed -> {
                scatters.copyFailed(worker, failed.result());
                retirements.copyEnded(failed.result(), worker);
                state.copies.ended(failed.result(), worker, false);
            }
            case WorkerMessage.RunReturned returned -> runs.returned(worker, returned.run());
            case WorkerMessage.AskCommit asked -> runs.askedCommit(worker, asked);
            case WorkerMessage.RunsLinger linger -> {
                worker.setLingering(linger.runs());
                if (linger.isRecycleWanted()) {
                    retirements.recycle(worker);
                }
            }
            case WorkerMessage.MemoryTold told -> workers.toldMemory(worker, told.memory());
            case WorkerMessage.ResultDamaged damaged -> runs.damaged(worker, damaged);
            case WorkerMessage.Heartbeat _ -> {
                // Being heard is all that it is for.
            }
        }
    }

    private void submittedWithoutCode(ClientId client, TaskBatch batch) {
        if (state.clients.containsKey(client)) {
            batches.submittedWithoutCode(client, batch);
        } else {
            state.dropped = state.dropped.plusPeer();
        }
    }

    private void clientSpoke(ClientId client, ClientMessage message) {
        if (!state.clients.containsKey(client)) {
            state.dropped = state.dropped.plusPeer();
            if (message instanceof ClientMessage.SubmitJob submitted) {
                state.outbox.releaseCode(submitted.job().codeSet());
            } else if (message instanceof ClientMessage.SubmitTasks submitted) {
                state.outbox.releaseCode(submitted.batch().codeSet());
            }
            return;
        }
        switch (message) {
            case ClientMessage.RegisterClient _ -> state.dropped = state.dropped.plusPeer();
            case ClientMessage.SubmitJob submitted -> clients.submitted(client, submitted.job());
            case ClientMessage.CancelJob cancelled -> clients.cancelled(client, cancelled.job());
            case ClientMessage.ReleaseJob released -> clients.released(released.job());
            case ClientMessage.ListTasks listed -> clients.listed(client, listed);
            case ClientMessage.ReportLostResult reported -> clients.reportedLost(client, reported);
            case ClientMessage.SubmitTasks submitted -> batches.submitted(client, submitted.batch());
            case ClientMessage.HoldTasks held -> batches.held(client, held);
            case ClientMessage.ReleaseTasks released -> batches.released(client, released);
            case ClientMessage.CancelTasks cancelled -> batches.cancelled(cancelled);
            case ClientMessage.RetryTasks retried -> batches.retried(retried);
            case ClientMessage.DetachTasks detached -> batches.detached(detached);
            case ClientMessage.NameResult named -> names.named(client, named);
            case ClientMessage.UnnameResult unnamed -> names.unnamed(client, unnamed);
            case ClientMessage.PauseWorkers pause -> retirements.pause(client, pause);
            case ClientMessage.RetireWorkers retire -> retirements.retire(client, retire);
            case ClientMessage.ValueNotSent unsent -> scatters.notSent(client, unsent);
            case ClientMessage.ValuesKept kept -> scatters.kept(client, kept);
            case ClientMessage.ReplicateTasks replicate -> copies.replicate(client, replicate);
            case ClientMessage.Ask ask ->
                state.outbox.tell(client, new ClientNotice.Answered(ask.request(), questions.answer(ask.question())));
            case ClientMessage.EndSession _ -> sessions.ended(client);
        }
    }

    private void clientAsked(Event.ClientAsked asked) {
        if (state.clients.containsKey(asked.client())) {
            coordination.handle(asked.client(), asked.request(), state.nowNanos);
        } else {
            state.dropped = state.dropped.plusPeer();
        }
    }

    /// The records that make what is known now, from which a journal may go on instead of all that it holds.
    /// Costs a look at every known task.
    public Iterator<JournalRecord> liveRecords() {
        return LiveRecords.of(state).iterator();
    }

    /// Number of this life, from 1; before it has begun, that of the last one that the journal tells of, 0 where
    /// there was none.
    public int life() {
        return state.life.number();
    }

    /// Code sets of the jobs and batches that are known, one for each. After a replay each must be held, or be told
    /// as lost.
    public List<CodeHash> codeSets() {
        Stream<CodeHash> ofJobs =
                state.jobs.values().stream().map(job -> job.spec().codeSet());
        Stream<CodeHash> ofBatches = state.sessions.values().stream()
                .flatMap(session -> session.groups().stream())
                .map(BatchGroup::codeSet);
        return Stream.concat(ofJobs, ofBatches).filter(code -> !code.isNone()).toList();
    }

    /// The last events, oldest first: for the dump when the machine has stopped.
    public List<Event> recentEvents() {
        return List.copyOf(recent);
    }

    /// The last steps of a task, oldest first; empty where it is not known.
    public List<String> story(TaskKey key) {
        int task = state.find(key);
        return task == TaskTable.NONE ? List.of() : state.story(task);
    }

    /// What was said and had no effect.
    public DropCounters dropped() {
        return state.dropped;
    }

    /// Jobs that are known: running, finished and not released, or failed not long ago.
    public int jobCount() {
        return state.jobs.size();
    }

    /// Tasks that have an id.
    public int taskCount() {
        return state.tasks.liveCount();
    }

    /// Entries of each table, by name: for seeing that nothing is kept for ever. Arrays that have grown stay as large
    /// as they are, and are used again.
    public Map<String, Long> sizes() {
        return state.sizes();
    }

    /// What the comparison of inventories has found.
    public InventoryDefects defects() {
        return state.defects;
    }

    /// Checks everything that must hold between events. Costs as much as the whole state is large: for tests, and
    /// for production behind a setting.
    ///
    /// @throws IllegalStateException if something does not hold; names it
    public void checkInvariants() {
        new Invariants(state, steps).check();
        coordination.check(state.clients::containsKey);
    }

    /// A hash of the whole state: equal after equal events.
    public long digest() {
        return StateDigest.of(state, retirements, coordination);
    }

    /// How often each declared transition occurred, in the order of the table, as `phase --STEP--> phase`.
    public List<TransitionCount> transitionCounts() {
        long[] taken = steps.taken();
        return TransitionTable.rows().stream()
                .map(row -> new TransitionCount(row.toString(), taken[TransitionTable.key(row.from(), row.kind())]))
                .toList();
    }

    /// How often a declared transition occurred.
    public record TransitionCount(String transition, long count) {}
}
