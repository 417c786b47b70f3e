package io.quern.scheduler.lifecycle;

import io.quern.core.key.ClientId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.Answer;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.WorkerInstruction;
import io.quern.scheduler.graph.BatchGroup;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.Requirement;
import io.quern.scheduler.placement.WorkerEntry;
import io.quern.scheduler.placement.WorkerStatus;
import io.quern.scheduler.recovery.JournalRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Keeps several copies of results where clients want them.
///
/// As many copies of one result are made at once as there are: so their number doubles, and no holder serves all.
/// Recipients are those that were given the fewest bytes so far; they choose among the holders by themselves. More
/// copies than workers are as many as there are workers, and one more with each that joins.
final class CopyEvents {
    private final MachineState state;
    private final TaskTable tasks;
    /// Requests that are not answered, in their order.
    private final List<Request> requests = new ArrayList<>();

    private record Request(ClientId client, long number, List<TaskKey> tasks) {}

    CopyEvents(MachineState state) {
        this.state = state;
        this.tasks = state.tasks;
    }

    void replicate(ClientId client, ClientMessage.ReplicateTasks message) {
        for (TaskKey key : message.tasks()) {
            String problem = problem(key);
            if (problem != null) {
                answer(client, message.request(), problem);
                return;
            }
        }
        want(message.tasks(), message.copies());
        requests.add(new Request(client, message.request(), message.tasks()));
    }

    private @Nullable String problem(TaskKey key) {
        int task = state.find(key);
        if (task == TaskTable.NONE || !(tasks.group(task) instanceof BatchGroup)) {
            return "task " + key + " is not known (any more), so its result has no copies; hold its future";
        }
        if (tasks.isActor(task)) {
            return "task " + key(task) + " makes an actor, which stays on its worker and has no copies";
        }
        return tasks.phase(task) == TaskPhase.ERRED
                ? "task " + key(task) + " has failed or was cancelled, so its result has no copies"
                : null;
    }

    /// So many copies of these results are wanted, also after the scheduler is started again.
    void want(List<TaskKey> keys, int copies) {
        state.record(new JournalRecord.CopiesWanted(keys, copies));
        for (TaskKey key : keys) {
            int task = state.find(key);
            if (task != TaskTable.NONE) {
                state.copies.want(task, copies);
            }
        }
    }

    /// Has copies made where some are missing, and answers the requests whose copies are there. Called when the
    /// machine has come to rest.
    void advance() {
        List<Integer> due = state.copies.takeDue();
        for (int task : due) {
            if (tasks.phase(task) == TaskPhase.MEMORY) {
                copy(task);
            }
        }
        if (state.copies.takeChanged() && !requests.isEmpty()) {
            requests.removeIf(this::isAnswered);
        }
    }

    private void copy(int task) {
        int present = 1 + tasks.moreHolders(task).length;
        int underWay = state.copies.underWay(task).size();
        int missing = Math.min(state.copies.of(task) - present - underWay, present - underWay);
        for (; missing > 0; missing--) {
            WorkerEntry recipient = recipient(task);
            if (recipient == null) {
                return;
            }
            state.copies.begin(task, recipient);
            state.scatters.give(recipient, tasks.sizeBytes(task));
            state.outbox.keep(recipient.id(), tasks.run(task));
            state.assignments.define(task, recipient);
            tasks.group(task).graph().toldWorkers().set(recipient.slot());
            state.outbox.tell(recipient.id(), new WorkerInstruction.CopyResult(state.assignments.locate(task)));
        }
    }

    private @Nullable WorkerEntry recipient(int task) {
        Requirement requirement = state.ready.lane(task).requirement();
        return state.roster.all().stream()
                .filter(worker -> worker.status() == WorkerStatus.RUNNING
                        && !worker.isSuspect()
                        && (!tasks.isScattered(task) || requirement.admits(worker))
                        && worker.mayHold(tasks.sizeBytes(task))
                        && !tasks.isHeldBy(task, worker.slot())
                        && !state.copies.underWay(task).contains(worker.slot())
                        && !state.copies.failed(task).contains(worker.slot()))
                .min(Comparator.comparingLong(state.scatters::givenBytes).thenComparingInt(WorkerEntry::slot))
                .orElse(null);
    }

    private boolean isAnswered(Request request) {
        if (!state.clients.containsKey(request.client())) {
            return true;
        }
        for (TaskKey key : request.tasks()) {
            String problem = problem(key);
            int task = state.find(key);
            if (problem == null && tasks.phase(task) != TaskPhase.MEMORY) {
                return false;
            }
            if (problem == null && isMissingAny(task)) {
                if (!state.copies.underWay(task).isEmpty() || recipient(task) != null) {
                    return false;
                }
                TreeSet<Integer> failed = new TreeSet<>(state.copies.failed(task));
                problem = failed.isEmpty()
                        ? null
                        : "the result of task " + key(task) + " has " + (1 + tasks.moreHolders(task).length)
                                + " copies and not " + state.copies.of(task) + ": " + failed.size()
                                + " workers could not fetch it from those that have it; look at their logs";
            }
            if (problem != null) {
                answer(request.client(), request.number(), problem);
                return true;
            }
        }
        answer(request.client(), request.number(), null);
        return true;
    }

    private boolean isMissingAny(int task) {
        return 1 + tasks.moreHolders(task).length < state.copies.of(task);
    }

    private void answer(ClientId client, long request, @Nullable String problem) {
        state.outbox.tell(
                client,
                new ClientNotice.Answered(request, problem == null ? new Answer.Done() : new Answer.Refused(problem)));
    }

    private String key(int task) {
        return tasks.group(task).key(tasks.partition(task));
    }

    /// Requests that are not answered.
    long requests() {
        return requests.size();
    }
}
