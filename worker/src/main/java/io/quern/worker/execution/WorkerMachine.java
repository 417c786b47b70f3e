package io.quern.worker.execution;

import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.message.ResultLocation;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.message.WorkerInstruction.AnswerCommit;
import io.quern.core.message.WorkerInstruction.AssignTask;
import io.quern.core.message.WorkerInstruction.CancelRun;
import io.quern.core.message.WorkerInstruction.CheckInventory;
import io.quern.core.message.WorkerInstruction.CopyResult;
import io.quern.core.message.WorkerInstruction.DefineFunction;
import io.quern.core.message.WorkerInstruction.DropJob;
import io.quern.core.message.WorkerInstruction.DropResults;
import io.quern.core.message.WorkerInstruction.DropStages;
import io.quern.core.message.WorkerInstruction.ListResults;
import io.quern.core.message.WorkerInstruction.RecallRun;
import io.quern.core.message.WorkerInstruction.StopWorker;
import io.quern.core.message.WorkerInstruction.WorkerAccepted;
import io.quern.core.message.WorkerMessage;
import io.quern.core.message.WorkerMessage.Heartbeat;
import io.quern.worker.execution.ExecutionEvent.CommitAsked;
import io.quern.worker.execution.ExecutionEvent.Connected;
import io.quern.worker.execution.ExecutionEvent.ConnectionLost;
import io.quern.worker.execution.ExecutionEvent.FetchAbsent;
import io.quern.worker.execution.ExecutionEvent.FetchSucceeded;
import io.quern.worker.execution.ExecutionEvent.HolderUnreachable;
import io.quern.worker.execution.ExecutionEvent.InputUnreadable;
import io.quern.worker.execution.ExecutionEvent.IntakeChanged;
import io.quern.worker.execution.ExecutionEvent.MemoryMeasured;
import io.quern.worker.execution.ExecutionEvent.ResultDamaged;
import io.quern.worker.execution.ExecutionEvent.RunBlocked;
import io.quern.worker.execution.ExecutionEvent.RunCancelled;
import io.quern.worker.execution.ExecutionEvent.RunFailed;
import io.quern.worker.execution.ExecutionEvent.RunSucceeded;
import io.quern.worker.execution.ExecutionEvent.RunUnblocked;
import io.quern.worker.execution.ExecutionEvent.SchedulerPinged;
import io.quern.worker.execution.ExecutionEvent.SchedulerSpoke;
import io.quern.worker.execution.ExecutionEvent.StopAsked;
import io.quern.worker.execution.ExecutionEvent.TimePassed;
import io.quern.worker.execution.ExecutionInstruction.CloseStream;
import io.quern.worker.execution.ExecutionInstruction.DropResult;
import io.quern.worker.execution.ExecutionInstruction.EndWorker;
import io.quern.worker.execution.ExecutionInstruction.ForgetJob;
import io.quern.worker.execution.ExecutionInstruction.ForgetStages;
import io.quern.worker.execution.ExecutionInstruction.LearnCode;
import io.quern.worker.execution.ExecutionInstruction.PassCommitAnswer;
import io.quern.worker.execution.ExecutionInstruction.Reconnect;
import io.quern.worker.execution.story.StoryLine;
import io.quern.worker.execution.story.WorkerTaskPhase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The state machine of a worker: events in, instructions out.
///
/// An event becomes steps of tasks; each is one row of [WorkerTransitions], and rows may ask for follow-up
/// steps. All of them are taken before any instruction leaves; then free slots are given to ready runs and free
/// fetches to missing inputs, smallest priority first. Runs of functions whose runs are short are handed to the
/// threads ahead, some more than there are slots, so that no thread waits for this machine between two of them. The
/// same events give the same instructions and the same
/// [#describe()].
///
/// A stream to the scheduler that breaks, or falls silent for [ExecutionSettings#schedulerSilenceMax()], ends the
/// incarnation: its runs are interrupted, no commit is passed on any more, and the worker registers anew. What it
/// holds it keeps, and offers: to the same scheduler, or to one that was started in its place.
///
/// One thread owns a machine. It throws [InvalidWorkerTransition] where scheduler and worker disagree about
/// what may happen; it must not be used afterwards.
public final class WorkerMachine {
    /// More follow-up steps than this in one event mean a loop.
    private static final int STEPS_MAX = 10_000_000;

    private final WorkerState state;
    private final WorkerTransitions table = new WorkerTransitions();

    public WorkerMachine(ExecutionSettings settings) {
        this.state = new WorkerState(settings);
    }

    /// Takes one event.
    ///
    /// @return what to do, in this order
    public List<ExecutionInstruction> handle(ExecutionEvent event) {
        state.stimulus++;
        switch (event) {
            case Connected connected -> connect(connected);
            case ConnectionLost lost -> loseConnection(lost);
            case SchedulerSpoke spoke -> {
                if (hear(spoke.stream(), spoke.nowNanos())) {
                    obey(spoke.instruction());
                }
            }
            case SchedulerPinged pinged -> hear(pinged.stream(), pinged.nowNanos());
            case FetchSucceeded fetched -> take(new TaskStep.Fetched(fetched.result(), fetched.sizeBytes()));
            case FetchAbsent absent ->
                take(new TaskStep.FetchFailed(absent.result(), absent.holder(), absent.reason()));
            case HolderUnreachable unreachable ->
                take(new TaskStep.FetchFailed(unreachable.result(), unreachable.holder(), unreachable.reason()));
            case RunSucceeded ended -> {
                if (endsAbandoned(ended.run())) {
                    state.instruct(new DropResult(ended.run()));
                } else {
                    take(new TaskStep.Succeeded(
                            ended.run(),
                            ended.sizeBytes(),
                            ended.elapsedNanos(),
                            ended.counters(),
                            ended.shortValue()));
                }
            }
            case RunFailed ended -> {
                if (!endsAbandoned(ended.run())) {
                    take(new TaskStep.Failed(ended.run(), ended.failure()));
                }
            }
            case InputUnreadable ended -> {
                if (!endsAbandoned(ended.run())) {
                    take(new TaskStep.InputSpoilt(ended.run(), ended.input()));
                }
            }
            case ResultDamaged damaged -> {
                if (phase(damaged.result()) == WorkerTaskPhase.MEMORY) {
                    state.tell(new WorkerMessage.ResultDamaged(damaged.result(), damaged.problem()));
                }
            }
            case IntakeChanged changed -> state.isIntakePaused = changed.isPaused();
            case MemoryMeasured measured -> state.measure(measured.memory());
            case RunCancelled ended -> endCancelled(ended.run());
            case RunBlocked blocked -> block(blocked.run());
            case RunUnblocked unblocked -> unblock(unblocked.run());
            case CommitAsked asked -> askCommit(asked.run());
            case TimePassed passed -> passTime(passed.nowNanos());
            case StopAsked asked -> stop(asked.reason());
        }
        settle();
        startWork();
        if (state.settings.isCheckedAfterEveryEvent()) {
            check();
        }
        return state.takeInstructions();
    }

    private void connect(Connected event) {
        if (event.stream() <= state.lastStream) {
            throw new InvalidWorkerTransition(
                    "stream " + event.stream() + " was opened after stream " + state.lastStream);
        }
        if (state.isStopped || state.stream != WorkerState.NO_STREAM) {
            state.staleEvents++;
            state.instruct(new CloseStream(event.stream(), "not wanted any more"));
            return;
        }
        state.lastStream = event.stream();
        state.lingering.forgetTold();
        state.isMemoryTold = false;
        state.stream = event.stream();
        state.heardNanos = event.nowNanos();
        state.heartbeatNanos = event.nowNanos();
        state.tell(state.settings.registration());
        // Follows the registration at once, so that both are heard together.
        Inventory.offer(state);
    }

    private void loseConnection(ConnectionLost event) {
        if (event.stream() != state.stream) {
            state.staleEvents++;
            return;
        }
        breakOff();
        state.instruct(new Reconnect(event.reason()));
    }

    /// Whether what came on that stream counts.
    private boolean hear(long stream, long nowNanos) {
        if (stream != state.stream) {
            state.staleEvents++;
            return false;
        }
        state.heardNanos = Math.max(state.heardNanos, nowNanos);
        return true;
    }

    private void obey(WorkerInstruction instruction) {
        switch (instruction) {
            case WorkerAccepted accepted -> register(accepted);
            case DefineFunction function -> define(function);
            case AssignTask task -> assign(task);
            case CancelRun cancel -> takeIfKnown(new TaskStep.Cancelled(cancel.run()));
            case RecallRun recall -> takeIfKnown(new TaskStep.Recalled(recall.run()));
            case CopyResult copy -> copy(copy.result());
            case DropResults drop -> {
                for (RunId result : drop.results()) {
                    takeIfKnown(new TaskStep.Dropped(result));
                }
            }
            case CheckInventory check -> Inventory.tell(state, check.number());
            case ListResults list -> {
                Inventory.offer(state);
                Inventory.tell(state, list.number());
            }
            case DropStages drop -> forgetStages(drop);
            case DropJob drop -> {
                abandon(entry -> entry.run.task().job().equals(drop.job()));
                state.stages.remove(drop.job());
                state.keptJobs.remove(drop.job());
                state.instruct(new ForgetJob(drop.job()));
            }
            case AnswerCommit answer -> takeIfKnown(new TaskStep.CommitAnswered(answer.run(), answer.isGranted()));
            case StopWorker stop -> stop(stop.reason());
        }
    }

    private void register(WorkerAccepted accepted) {
        if (state.worker != null) {
            throw new InvalidWorkerTransition("the scheduler registered this worker twice on one stream, as "
                    + state.worker + " and as " + accepted.worker());
        }
        state.worker = accepted.worker();
    }

    private void define(DefineFunction function) {
        Map<Integer, KnownFunction> ofStage = state.stages
                .computeIfAbsent(function.job(), _ -> new LinkedHashMap<>())
                .computeIfAbsent(function.stage(), _ -> new LinkedHashMap<>());
        if (ofStage.isEmpty() && !function.codeSet().isNone()) {
            state.instruct(new LearnCode(function.job(), function.stage(), function.codeSet()));
        }
        KnownFunction earlier = ofStage.putIfAbsent(function.function(), new KnownFunction(function));
        if (earlier != null) {
            throw new InvalidWorkerTransition("function " + function.function() + " (" + function.name() + ") of stage "
                    + function.stage() + " of job " + function.job() + " was defined twice on one stream");
        }
    }

    private void forgetStages(DropStages drop) {
        Map<Integer, Map<Integer, KnownFunction>> ofJob = state.stages.get(drop.job());
        if (ofJob != null) {
            drop.stages().forEach(ofJob::remove);
            if (ofJob.isEmpty()) {
                state.stages.remove(drop.job());
            }
        }
        state.instruct(new ForgetStages(drop.job(), drop.stages()));
    }

    private void assign(AssignTask task) {
        if (state.worker == null) {
            throw new InvalidWorkerTransition("run " + task.run() + " was assigned before this worker was registered");
        }
        take(new TaskStep.Assigned(task));
    }

    private void copy(ResultLocation location) {
        if (state.worker == null) {
            throw new InvalidWorkerTransition(
                    "a copy of " + location.result() + " was asked for before this worker was registered");
        }
        take(new TaskStep.CopyWanted(location.result(), location));
    }

    private void endCancelled(RunId run) {
        if (!endsAbandoned(run)) {
            throw new InvalidWorkerTransition(
                    "run " + run + " ended as cancelled, but nobody cancelled it: " + state.story.tell(run));
        }
    }

    private boolean endsAbandoned(RunId run) {
        boolean isAbandoned = state.abandoned.remove(run);
        if (isAbandoned) {
            state.staleEvents++;
        }
        return isAbandoned;
    }

    private void block(RunId run) {
        if (state.abandoned.contains(run)) {
            state.abandoned.block(run);
        } else {
            take(new TaskStep.Blocked(run));
        }
    }

    private void unblock(RunId run) {
        if (state.abandoned.contains(run)) {
            state.abandoned.unblock(run);
        } else {
            take(new TaskStep.Unblocked(run));
        }
    }

    /// A run that nobody listens to gets its refusal at once: it may ask although it was interrupted.
    private void askCommit(RunId run) {
        if (state.abandoned.contains(run)) {
            state.staleEvents++;
            state.instruct(new PassCommitAnswer(run, false));
        } else {
            take(new TaskStep.CommitAwaited(run));
        }
    }

    private void passTime(long nowNanos) {
        if (state.stream == WorkerState.NO_STREAM) {
            return;
        }
        long silentNanos = nowNanos - state.heardNanos;
        if (silentNanos >= state.settings.schedulerSilenceMax().toNanos()) {
            String reason = "the scheduler has not been heard of for " + silentNanos / 1_000_000_000L + " s";
            long stream = state.stream;
            breakOff();
            state.instruct(new CloseStream(stream, reason));
            state.instruct(new Reconnect(reason));
        } else if (state.worker != null
                && nowNanos - state.heartbeatNanos >= state.settings.heartbeat().toNanos()) {
            state.heartbeatNanos = nowNanos;
            int ahead = Math.max(0, state.executing - state.slots());
            state.tell(new Heartbeat(state.executing - ahead, state.ready.size() + ahead, state.liveBytes));
            state.lingering.tell(state, nowNanos);
            Inventory.tellMemory(state);
        }
    }

    private void stop(String reason) {
        if (state.isStopped) {
            return;
        }
        long stream = state.stream;
        endIncarnation(_ -> true);
        state.isStopped = true;
        if (stream != WorkerState.NO_STREAM) {
            state.instruct(new CloseStream(stream, reason));
        }
        state.instruct(new EndWorker(reason));
    }

    /// The worker goes on without its scheduler, with the results that are nobody's to drop.
    private void breakOff() {
        endIncarnation(entry -> entry.phase != WorkerTaskPhase.MEMORY || entry.isDropWanted);
    }

    /// Functions are defined anew on the next stream. The code of a job stays for as long as a result of it does.
    private void endIncarnation(Predicate<TaskEntry> isOver) {
        state.stream = WorkerState.NO_STREAM;
        state.worker = null;
        abandon(isOver);
        Set<JobId> held = state.entries.values().stream()
                .filter(entry -> entry.phase == WorkerTaskPhase.MEMORY)
                .map(entry -> entry.run.task().job())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<JobId> known = new TreeSet<>(state.keptJobs);
        known.addAll(state.stages.keySet());
        for (JobId job : known) {
            if (held.contains(job)) {
                List<Integer> stages =
                        List.copyOf(state.stages.getOrDefault(job, Map.of()).keySet());
                state.instruct(new ForgetStages(job, stages));
            } else {
                state.instruct(new ForgetJob(job));
            }
        }
        state.stages.clear();
        state.keptJobs.clear();
        state.keptJobs.addAll(held);
    }

    /// Runs first, so that no result goes while a run here still has it as an input.
    private void abandon(Predicate<TaskEntry> wanted) {
        List<TaskEntry> entries = state.entries.values().stream().filter(wanted).toList();
        for (TaskEntry entry : entries) {
            if (entry.assignment != null) {
                take(new TaskStep.Abandoned(entry.run));
            }
        }
        settle();
        for (TaskEntry entry : entries) {
            if (state.entries.containsKey(entry.run)) {
                take(new TaskStep.Abandoned(entry.run));
            }
        }
        settle();
    }

    private void startWork() {
        for (TaskEntry next = state.nextForSlot();
                next != null && state.mayHandOver(next);
                next = state.nextForSlot()) {
            take(new TaskStep.SlotGiven(next.run));
        }
        while (state.mayFetch() && !state.fetches.isEmpty()) {
            take(new TaskStep.FetchBegan(state.fetches.first().run));
        }
    }

    private void settle() {
        for (int steps = 0; !state.pending.isEmpty(); steps++) {
            if (steps == STEPS_MAX) {
                throw new InvalidWorkerTransition("more than " + STEPS_MAX + " follow-up steps in one event; next is "
                        + state.pending.peekFirst());
            }
            take(state.pending.removeFirst());
        }
    }

    /// A message about a run that is gone came too late and is counted.
    private void takeIfKnown(TaskStep step) {
        if (state.entries.containsKey(step.run())) {
            take(step);
        } else {
            state.staleEvents++;
        }
    }

    private void take(TaskStep step) {
        RunId run = step.run();
        TaskEntry known = state.entries.get(run);
        TaskEntry entry = known == null ? new TaskEntry(run) : known;
        WorkerTaskPhase from = entry.phase;
        WorkerTransition<?> row = table.find(from, step);
        if (row == null) {
            throw new InvalidWorkerTransition("run " + run + " is " + from.label() + " and cannot take the step " + step
                    + "; its story: " + state.story.tell(run));
        }
        WorkerTaskPhase to = row.apply(state, entry, step);
        state.story.add(new StoryLine(state.stimulus, run, from, row.stepName(), to));
        entry.phase = to;
        if (to == WorkerTaskPhase.FORGOTTEN) {
            state.entries.remove(run);
        } else if (known == null) {
            state.entries.put(run, entry);
        }
    }

    /// Where a task stands here.
    public WorkerTaskPhase phase(RunId run) {
        return Optional.ofNullable(state.entries.get(run))
                .map(entry -> entry.phase)
                .orElse(WorkerTaskPhase.FORGOTTEN);
    }

    /// Whether a cancelled run went on for longer than the worker bears, so that its process is to be started anew
    /// when it has ended.
    public boolean isRecycleWanted() {
        return state.lingering.isRecycleWanted();
    }

    /// Whether the scheduler has accepted this worker on the stream that is open.
    public boolean isRegistered() {
        return state.worker != null;
    }

    /// Runs that were handed to the threads, those that nobody listens to any more included; blocked ones are not
    /// counted.
    public int occupiedSlots() {
        return state.handedOver();
    }

    /// Sizes of all results held, in sum.
    public long liveBytes() {
        return state.liveBytes;
    }

    /// Messages and reports that came too late and were dropped.
    public long staleEvents() {
        return state.staleEvents;
    }

    /// The last steps of all tasks, oldest first.
    public List<StoryLine> recentSteps() {
        return state.story.all();
    }

    /// The last steps of one task.
    public List<StoryLine> story(RunId run) {
        return state.story.of(run);
    }

    /// Checks every invariant. Cost in proportion to what the worker holds.
    ///
    /// @throws InvalidWorkerTransition if one is violated: it names it and the recent steps
    public void check() {
        WorkerInvariants.check(state);
    }

    /// The whole state as text, the same for the same events: for digests and dumps.
    public String describe() {
        return state.describe();
    }

    /// The rows of the lifecycle, for documents and coverage.
    static WorkerTransitions lifecycle() {
        return new WorkerTransitions();
    }
}
