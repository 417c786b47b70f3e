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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Workers that are to pause, and those that are to leave without anything being lost: first they get nothing new and
/// give back what has not begun, then what runs there ends, then others copy the results that only they hold, and then
/// they are stopped. A death on the way is a death like any other.
///
/// Results are looked at when nothing runs there any more, so what is made meanwhile is moved too.
final class Retirements {
    /// Results that are copied at once.
    private static final int COPIES_MAX = 1_000;

    private static final long VOID_CHECK_NANOS = 250_000_000;

    private final MachineState state;
    private final TaskSteps steps;
    private final WorkerEvents workers;
    private final List<Retirement> underWay = new ArrayList<>();
    /// Who was asked to copy a result, the last of them now.
    private final Map<RunId, Copy> copies = new TreeMap<>();

    /// What retiring workers go back to where they cannot leave.
    private final Map<WorkerId, WorkerStatus> statusBefore = new TreeMap<>();
    /// Workers that have left as they were to, while requests are under way that may name them too.
    private final Set<WorkerId> retired = new TreeSet<>();
    /// Copies under way by recipient.
    private final Map<WorkerId, Integer> pendingOf = new TreeMap<>();

    private long voidCheckNanos;
    private long checkedRemovals;
    private long checkedCollapses;

    /// Those of [#copies] that have a recipient: what leaves is looked at again when all have ended.
    private int pendingCopies;

    /// One request of a client, or of a worker that is to be started anew: that one leaves in any case.
    private static final class Retirement {
        /// Null where a worker wants it.
        private final @Nullable ClientId client;
        private final long request;
        private final List<WorkerEntry> leaving;
        /// Why a worker has not retired, null while none has failed to.
        private @Nullable String problem;

        Retirement(@Nullable ClientId client, long request, List<WorkerEntry> leaving) {
            this.client = client;
            this.request = request;
            this.leaving = leaving;
        }
    }

    private static final class Copy {
        private final Set<WorkerId> tried = new TreeSet<>();
        private @Nullable WorkerEntry recipient;
    }

    Retirements(MachineState state, TaskSteps steps, WorkerEvents workers) {
        this.state = state;
        this.steps = steps;
        this.workers = workers;
    }

    void pause(ClientId client, ClientMessage.PauseWorkers message) {
        List<WorkerEntry> named = new ArrayList<>();
        String problem = find(message.workers(), named);
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

    void retire(ClientId client, ClientMessage.RetireWorkers message) {
        List<WorkerEntry> named = new ArrayList<>();
        String problem = find(message.workers(), named);
        if (problem != null) {
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
        underWay.add(new Retirement(client, message.request(), named));
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
        underWay.add(new Retirement(null, 0, leaving));
    }

    /// Adds the workers of those names.
    ///
    /// @return what is wrong with the names, null where nothing is
    private @Nullable String find(List<String> names, List<WorkerEntry> found) {
        List<WorkerEntry> all = state.roster.all();
        for (String name : names) {
            List<WorkerEntry> ofName =
                    all.stream().filter(worker -> worker.name().equals(name)).toList();
            if (ofName.isEmpty()) {
                return "no worker has the name " + name + "; workers are "
                        + all.stream().map(WorkerEntry::name).toList();
            }
            found.addAll(ofName);
        }
        return null;
    }

    private void begin(WorkerEntry worker) {
        statusBefore.put(worker.id(), worker.status());
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
        Copy copy = copies.get(result);
        if (copy != null && copy.recipient == recipient) {
            end(copy, recipient);
        }
    }

    /// Goes on with what can go on. Called when the machine has come to rest.
    void advance() {
        if (underWay.isEmpty()) {
            return;
        }
        boolean isDue = state.nowNanos >= voidCheckNanos
                || state.roster.removals() != checkedRemovals
                || state.collapses != checkedCollapses;
        if (pendingCopies > 0 && isDue) {
            checkedRemovals = state.roster.removals();
            checkedCollapses = state.collapses;
            voidCheckNanos = state.nowNanos + VOID_CHECK_NANOS;
            copies.forEach(this::endIfVoid);
        }
        for (Retirement retirement : List.copyOf(underWay)) {
            advance(retirement);
        }
        if (underWay.isEmpty()) {
            copies.clear();
            pendingOf.clear();
            statusBefore.clear();
            retired.clear();
            pendingCopies = 0;
        }
    }

    /// When to look for copies that get no answer, `Long.MAX_VALUE` where none is under way.
    long dueNanos() {
        return pendingCopies == 0 ? Long.MAX_VALUE : voidCheckNanos;
    }

    private void end(Copy copy, WorkerEntry recipient) {
        copy.recipient = null;
        pendingCopies--;
        pendingOf.merge(recipient.id(), -1, Integer::sum);
    }

    /// A copy gets no answer where its recipient is no more, or was told to forget the job since. One that is not
    /// wanted any more is called off before its recipient is told to forget the code of its stage, without which it
    /// cannot go on to another holder.
    private void endIfVoid(RunId result, Copy copy) {
        WorkerEntry recipient = copy.recipient;
        if (recipient == null) {
            return;
        }
        int task = state.find(result.task());
        boolean isVoid = task == TaskTable.NONE
                || state.tasks.phase(task) != TaskPhase.MEMORY
                || state.tasks.attempt(task) != result.attempt()
                || state.roster.find(recipient.id()) == null;
        if (isVoid) {
            end(copy, recipient);
            if (state.roster.find(recipient.id()) != null) {
                state.outbox.tell(recipient.id(), new WorkerInstruction.DropResults(List.of(result)));
            }
        }
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
            } else if (worker.assigned() == 0 && pendingCopies == 0) {
                String problem = moveResults(worker);
                if (problem != null && retirement.client == null) {
                    leave(worker);
                } else if (problem != null) {
                    retirement.problem = problem;
                    retirement.leaving.forEach(this::keep);
                    retirement.leaving.clear();
                    break;
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
        for (int task = 0; task < state.tasks.end() && pendingCopies < COPIES_MAX; task++) {
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

    private void leave(WorkerEntry worker) {
        String reason = "worker " + worker.name() + " has retired";
        retired.add(worker.id());
        workers.lost(worker, DeathReport.noticed("retired"));
        state.outbox.tell(worker.id(), new WorkerInstruction.StopWorker(reason));
        state.outbox.add(new Instruction.DisconnectWorker(worker.id(), reason));
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

    private static String staysFor(WorkerEntry worker, String actor) {
        return "worker " + worker.name() + " cannot retire: actor " + actor + " is on it, and actors do not move; close"
                + " the actor first, or end the worker's process, and the actor with it";
    }

    private @Nullable String copy(int task, WorkerEntry from) {
        if (state.tasks.isActor(task)) {
            return staysFor(from, state.tasks.group(task).key(state.tasks.partition(task)));
        }
        Copy copy = copies.computeIfAbsent(state.tasks.run(task), _ -> new Copy());
        if (copy.recipient != null) {
            return null;
        }
        WorkerEntry recipient = state.roster.all().stream()
                .filter(worker -> worker.status() == WorkerStatus.RUNNING
                        && !worker.isSuspect()
                        && !copy.tried.contains(worker.id()))
                .min(Comparator.comparingInt((WorkerEntry worker) -> pendingOf.getOrDefault(worker.id(), 0))
                        .thenComparingInt(WorkerEntry::slot))
                .orElse(null);
        if (recipient == null) {
            return "worker " + from.name() + " cannot retire: no running worker can take over the result of task "
                    + state.tasks.group(task).key(state.tasks.partition(task)) + " ("
                    + copy.tried.size() + " were tried); start another worker, or release the result";
        }
        copy.tried.add(recipient.id());
        copy.recipient = recipient;
        pendingCopies++;
        pendingOf.merge(recipient.id(), 1, Integer::sum);
        if (pendingCopies == 1) {
            voidCheckNanos = state.nowNanos + VOID_CHECK_NANOS;
        }
        state.outbox.keep(recipient.id(), state.tasks.run(task));
        state.assignments.define(task, recipient);
        state.outbox.tell(recipient.id(), new WorkerInstruction.CopyResult(state.assignments.locate(task)));
        return null;
    }

    private void keep(WorkerEntry worker) {
        if (state.roster.find(worker.id()) != null && worker.status() == WorkerStatus.RETIRING) {
            worker.setStatus(statusBefore.getOrDefault(worker.id(), WorkerStatus.RUNNING));
            state.ready.workerJoined(worker, steps::unsettle);
            state.outbox.warn("worker " + worker + " does not retire");
        }
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
