package io.quern.scheduler.lifecycle;

import io.quern.core.key.ClientId;
import io.quern.core.key.RunId;
import io.quern.core.key.WorkerId;
import io.quern.core.message.Answer;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.WorkerInstruction;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.WorkerEntry;
import io.quern.scheduler.placement.WorkerStatus;
import io.quern.scheduler.recovery.JournalRecord.WorkerRetired;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Workers that are to pause, and those that are to leave without anything being lost: first they get nothing new and
/// give back what has not begun, then what runs there ends, then others copy the results that only they hold, and then
/// they are stopped. A death on the way is a death like any other.
///
/// Results are looked at when nothing runs there any more, so what is made meanwhile is moved too.
final class Retirements {
    /// Names that are remembered.
    private static final int RETIRED_NAMES_MAX = 1_000;

    private final MachineState state;
    private final TaskSteps steps;
    private final WorkerEvents workers;
    private final RetirementCopies copies;
    private final List<Retirement> underWay = new ArrayList<>();
    /// What retiring workers go back to where they cannot leave.
    private final Map<WorkerId, WorkerStatus> statusBefore = new TreeMap<>();
    /// Workers that have left as they were to, while requests are under way that may name them too.
    private final Set<WorkerId> retired = new TreeSet<>();
    /// Requests that name workers which may still come back after the scheduler was started again.
    private final List<Asked> waiting = new ArrayList<>();

    private record Asked(ClientId client, ClientMessage.RetireWorkers message) {}

    /// One request of a client, or of a worker that is to be started anew: that one leaves in any case.
    private static final class Retirement {
        /// Null where a worker wants it.
        private final @Nullable ClientId client;
        private final long request;
        private final List<WorkerEntry> leaving;
        /// When the workers have had time to offer what they hold of a life before.
        private final long beginAtNanos;
        /// Why a worker has not retired, null while none has failed to.
        private @Nullable String problem;

        Retirement(@Nullable ClientId client, long request, List<WorkerEntry> leaving, long beginAtNanos) {
            this.client = client;
            this.request = request;
            this.leaving = leaving;
            this.beginAtNanos = beginAtNanos;
        }
    }

    Retirements(MachineState state, TaskSteps steps, WorkerEvents workers) {
        this.state = state;
        this.steps = steps;
        this.workers = workers;
        this.copies = new RetirementCopies(state);
    }

    void pause(ClientId client, ClientMessage.PauseWorkers message) {
        List<WorkerEntry> named = new ArrayList<>();
        String problem = find(message.workers(), named, Set.of());
        for (WorkerEntry worker : named) {
            if (problem == null && worker.status() == WorkerStatus.RETIRING) {
                problem = "worker " + worker.name() + " retires; it gets nothing new, and does not come back";
            }
        }
        if (problem == null) {
            WorkerStatus wanted = message.isPaused() ? WorkerStatus.PAUSED : WorkerStatus.RUNNING;
            named.forEach(worker -> worker.setStatus(wanted));
            state.copies.workersChanged();
        }
        answer(client, message.request(), problem);
    }

    /// A client asks again what was not answered before its scheduler died, and may be back before the workers.
    void retire(ClientId client, ClientMessage.RetireWorkers message) {
        List<WorkerEntry> named = new ArrayList<>();
        String problem = find(message.workers(), named, state.retiredNames);
        if (problem != null && isAwaitingWorkers()) {
            waiting.add(new Asked(client, message));
            return;
        }
        if (problem != null || named.isEmpty()) {
            answer(client, message.request(), problem);
            return;
        }
        for (WorkerEntry worker : named) {
            String actor = state.actors.firstOn(worker);
            if (actor != null) {
                answer(client, message.request(), staysFor(worker, actor));
                return;
            }
        }
        for (WorkerEntry worker : named) {
            if (worker.status() != WorkerStatus.RETIRING) {
                begin(worker);
            }
        }
        long beginAtNanos = isAwaitingWorkers() ? state.nowNanos + state.life.gatherNanos() : 0;
        underWay.add(new Retirement(client, message.request(), named, beginAtNanos));
    }

    private boolean isAwaitingWorkers() {
        return state.nowNanos < awaitedUntilNanos();
    }

    private long awaitedUntilNanos() {
        return state.life.returnUntilNanos(state.settings.failure().deadAfter().toNanos());
    }

    /// Goes on with requests whose workers are back, and with all once workers have had their time. Those of a
    /// client that is gone go with it: it asks again.
    void takeWaiting() {
        for (Asked asked : List.copyOf(waiting)) {
            boolean isThere = state.clients.containsKey(asked.client());
            boolean isComplete = find(asked.message().workers(), new ArrayList<>(), state.retiredNames) == null;
            if (!isThere || isComplete || !isAwaitingWorkers()) {
                waiting.remove(asked);
            }
            if (isThere && (isComplete || !isAwaitingWorkers())) {
                retire(asked.client(), asked.message());
                steps.settle();
            }
        }
    }

    /// A worker wants to be started anew: it leaves as one that retires, and what nobody can take over is made again.
    /// Does nothing where it leaves already, nor while an actor is there, which would be lost: it asks again.
    void recycle(WorkerEntry worker) {
        if (worker.status() == WorkerStatus.RETIRING || state.actors.countOn(worker) > 0) {
            return;
        }
        state.outbox.warn("worker " + worker + " is started anew once its other runs have ended: of its cancelled runs "
                + worker.lingering().size() + " ignore their interrupt"
                + worker.lingering().stream()
                        .map(run -> ", " + run.run() + " for " + run.elapsedNanos() / 1_000_000_000 + " s")
                        .collect(Collectors.joining()));
        begin(worker);
        List<WorkerEntry> leaving = new ArrayList<>();
        leaving.add(worker);
        underWay.add(new Retirement(null, 0, leaving, 0));
    }

    /// Adds the workers of those names.
    ///
    /// @param gone names that need not be there any more
    /// @return what is wrong with the names, null where nothing is
    private @Nullable String find(List<String> names, List<WorkerEntry> found, Set<String> gone) {
        List<WorkerEntry> all = state.roster.all();
        for (String name : names) {
            List<WorkerEntry> ofName =
                    all.stream().filter(worker -> worker.name().equals(name)).toList();
            if (ofName.isEmpty() && !gone.contains(name)) {
                return "no worker has the name " + name + "; workers are "
                        + all.stream().map(WorkerEntry::name).toList();
            }
            found.addAll(ofName);
        }
        return null;
    }

    private void begin(WorkerEntry worker) {
        boolean isPaused = worker.status() == WorkerStatus.PAUSED;
        statusBefore.put(worker.id(), isPaused ? WorkerStatus.PAUSED : WorkerStatus.RUNNING);
        worker.setStatus(WorkerStatus.RETIRING);
        state.ready.workerLeft(worker, steps::unsettle);
        state.outbox.note("worker " + worker + " retires: " + worker.assigned() + " runs are there");
        for (int task = state.runs.first(worker.slot()); task != TaskTable.NONE; task = state.runs.next(task)) {
            if (!state.tasks.isStarted(task) && !state.tasks.isRecalled(task)) {
                state.tasks.setRecalled(task, true);
                state.outbox.tell(worker.id(), new WorkerInstruction.RecallRun(state.tasks.run(task)));
            }
        }
    }

    /// What was to be copied is there, or could not be copied.
    void copyEnded(RunId result, WorkerEntry recipient) {
        copies.ended(result, recipient);
    }

    /// Goes on with what can go on. Called when the machine has come to rest.
    void advance() {
        if (underWay.isEmpty()) {
            return;
        }
        copies.endVoid();
        for (Retirement retirement : List.copyOf(underWay)) {
            if (retirement.beginAtNanos <= state.nowNanos) {
                advance(retirement);
            }
        }
        if (underWay.isEmpty()) {
            copies.clear();
            statusBefore.clear();
            retired.clear();
        }
    }

    /// When to look for copies that get no answer, or for workers that had their time; `Long.MAX_VALUE` where there is
    /// nothing to look for.
    long dueNanos() {
        long due = waiting.isEmpty() ? copies.dueNanos() : Math.min(copies.dueNanos(), awaitedUntilNanos());
        for (Retirement retirement : underWay) {
            due = retirement.beginAtNanos > state.nowNanos ? Math.min(due, retirement.beginAtNanos) : due;
        }
        return due;
    }

    private void advance(Retirement retirement) {
        for (WorkerEntry worker : List.copyOf(retirement.leaving)) {
            if (state.roster.find(worker.id()) == null) {
                retirement.leaving.remove(worker);
                if (!retired.contains(worker.id())) {
                    retirement.problem = "worker " + worker.name() + " died on its way out";
                }
            } else if (worker.status() != WorkerStatus.RETIRING) {
                retirement.leaving.remove(worker);
                retirement.problem = "worker " + worker.name() + " stays: another request to retire it was refused";
            } else if (worker.assigned() == 0 && !copies.arePending()) {
                String problem = moveResults(worker);
                if (problem != null && retirement.client != null) {
                    retirement.problem = problem;
                    retirement.leaving.forEach(this::keep);
                    retirement.leaving.clear();
                    break;
                } else if (problem != null && !isAskedFor(worker)) {
                    leave(worker);
                }
                if (state.roster.find(worker.id()) == null) {
                    retirement.leaving.remove(worker);
                }
            }
        }
        if (retirement.leaving.isEmpty()) {
            underWay.remove(retirement);
            answer(retirement.client, retirement.request, retirement.problem);
        }
    }

    /// Has the results copied that only leaving workers hold; where there are none, the worker leaves.
    ///
    /// @return why that cannot be, null where it can
    private @Nullable String moveResults(WorkerEntry worker) {
        boolean isBare = true;
        for (int task = 0; task < state.tasks.end() && !copies.areFull(); task++) {
            boolean isHeldHere = state.tasks.phase(task) == TaskPhase.MEMORY
                    && state.tasks.isHeldBy(task, worker.slot())
                    && !isHeldByStaying(task);
            if (isHeldHere) {
                isBare = false;
                String problem = copy(task, worker);
                if (problem != null) {
                    return problem;
                }
            }
        }
        if (isBare) {
            leave(worker);
        }
        return null;
    }

    /// Who leaves of its own accord comes back, unless a client wants it gone as well.
    private void leave(WorkerEntry worker) {
        boolean isStartedAnew = !isAskedFor(worker);
        String reason = "worker " + worker.name() + (isStartedAnew ? " is started anew" : " has retired");
        retired.add(worker.id());
        if (!isStartedAnew) {
            state.record(new WorkerRetired(worker.name()));
            remember(worker.name());
        }
        workers.lost(worker, DeathReport.noticed(isStartedAnew ? "started anew" : "retired"));
        state.outbox.tell(worker.id(), new WorkerInstruction.StopWorker(reason, isStartedAnew));
        state.outbox.add(new Instruction.DisconnectWorker(worker.id(), reason));
    }

    /// A worker of that name has left for good, in this life or in one before.
    void remember(String name) {
        state.retiredNames.addLast(name);
        if (state.retiredNames.size() > RETIRED_NAMES_MAX) {
            state.retiredNames.removeFirst();
        }
    }

    /// Whether a client wants that a worker leaves.
    private boolean isAskedFor(WorkerEntry worker) {
        return underWay.stream()
                .anyMatch(retirement -> retirement.client != null && retirement.leaving.contains(worker));
    }

    private boolean isHeldByStaying(int task) {
        if (isStaying(state.tasks.firstHolder(task))) {
            return true;
        }
        for (int slot : state.tasks.moreHolders(task)) {
            if (isStaying(slot)) {
                return true;
            }
        }
        return false;
    }

    private boolean isStaying(int slot) {
        return state.roster.at(slot).status() != WorkerStatus.RETIRING;
    }

    private static String staysFor(WorkerEntry worker, String actorThere) {
        return "worker " + worker.name() + " cannot retire: " + actorThere + ", and actors do not move; close the actor"
                + " first, or end the worker's process, and the actor with it";
    }

    private @Nullable String copy(int task, WorkerEntry from) {
        if (state.tasks.isActor(task)) {
            return staysFor(from, "actor " + state.tasks.group(task).key(state.tasks.partition(task)) + " is on it");
        }
        return copies.begin(task, from);
    }

    private void keep(WorkerEntry worker) {
        if (state.roster.find(worker.id()) != null && worker.status() == WorkerStatus.RETIRING) {
            worker.setStatus(statusBefore.getOrDefault(worker.id(), WorkerStatus.RUNNING));
            state.ready.workerJoined(worker, steps::unsettle);
            state.outbox.warn("worker " + worker + " does not retire");
        }
    }

    /// All that reaches decisions: for digests.
    void digest(LongConsumer sink) {
        for (Retirement retirement : underWay) {
            sink.accept(retirement.client == null ? 0 : retirement.client.value());
            sink.accept(retirement.request);
            sink.accept(retirement.beginAtNanos);
            retirement.leaving.forEach(worker -> sink.accept(worker.id().value()));
            sink.accept(retirement.problem == null ? 0 : 1);
        }
        statusBefore.forEach((worker, status) ->
                sink.accept(worker.value() * 31 + status.word().hashCode()));
        retired.forEach(worker -> sink.accept(worker.value()));
        state.retiredNames.forEach(name -> sink.accept(name.hashCode()));
        for (Asked asked : waiting) {
            sink.accept(asked.client().value());
            sink.accept(asked.message().request());
        }
        copies.digest(sink);
    }

    private void answer(@Nullable ClientId client, long request, @Nullable String problem) {
        if (client != null && state.clients.containsKey(client)) {
            state.outbox.tell(
                    client,
                    new ClientNotice.Answered(
                            request, problem == null ? new Answer.Done() : new Answer.Refused(problem)));
        }
    }
}
