package io.quern.scheduler.lifecycle;

import io.quern.core.config.ByteSize;
import io.quern.core.error.ErrorCode;
import io.quern.core.key.ClientId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.Holder;
import io.quern.core.message.ResultLocation;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.task.TaskFailure;
import io.quern.scheduler.graph.Session;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.Requirement;
import io.quern.scheduler.placement.WorkerEntry;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Gets scattered values from their clients to workers: tells a worker to fetch one, and its client to let it.
///
/// Values go to the workers that were given the fewest bytes so far. Where one cannot get it, another is tried, or
/// the same again, [#TRIES_MAX] times in all.
final class ScatterEvents {
    private static final int TRIES_MAX = 4;

    private final MachineState state;
    private final TaskTable tasks;
    private final TaskSteps steps;
    private final JobEnds ends;

    ScatterEvents(MachineState state, TaskSteps steps, JobEnds ends) {
        this.state = state;
        this.tasks = state.tasks;
        this.steps = steps;
        this.ends = ends;
    }

    /// Finds a worker for each value that waits for one, if its client is there. Called when the machine has come
    /// to rest.
    void advance() {
        if (!state.scatters.isAnyWaiting()) {
            return;
        }
        for (int task : state.scatters.allWaiting()) {
            Scatters.Sending sending = Objects.requireNonNull(state.scatters.waiting(task), "waiting");
            Session session = tasks.group(task).graph().session();
            ClientId client = session.client();
            if (sending.recipient == null && client != null && !tasks.isSpent(task)) {
                send(task, sending, client);
            } else if (session.isEnded() && !tasks.isSpent(task)) {
                state.scatters.callOff(task, sending);
                giveUp(
                        task,
                        "ValueGone",
                        "scattered value " + key(task) + " is with no worker, and its client is gone; hold it"
                                + " until it is there");
            }
        }
    }

    private void send(int task, Scatters.Sending sending, ClientId client) {
        long bytes = tasks.group(task).options(tasks.partition(task)).memoryBytes();
        Requirement requirement = state.ready.lane(task).requirement();
        WorkerEntry recipient = recipient(requirement, bytes, sending);
        if (recipient == null) {
            refuseIfTooLarge(task, requirement, bytes);
            return;
        }
        sending.recipient = recipient;
        state.scatters.give(recipient, bytes);
        tasks.setAttempt(task, state.hedges.nextAttempt(task));
        RunId run = tasks.run(task);
        Holder source = Holder.client(tasks.group(task).graph().id());
        state.assignments.define(task, recipient);
        tasks.group(task).graph().toldWorkers().set(recipient.slot());
        state.outbox.tell(
                recipient.id(), new WorkerInstruction.CopyResult(new ResultLocation(run, bytes, List.of(source))));
        state.outbox.tell(client, new ClientNotice.SendValue(run, recipient.holder()));
    }

    private @Nullable WorkerEntry recipient(Requirement requirement, long bytes, Scatters.Sending sending) {
        return state.roster.all().stream()
                .filter(worker -> worker.isOpen() && requirement.admits(worker) && worker.mayHold(bytes))
                .min(Comparator.comparing((WorkerEntry worker) -> sending.failed.contains(worker.id()))
                        .thenComparingLong(state.scatters::givenBytes)
                        .thenComparingInt(WorkerEntry::slot))
                .orElse(null);
    }

    /// Where workers are there that may have it, and none has room for it.
    private void refuseIfTooLarge(int task, Requirement requirement, long bytes) {
        List<WorkerEntry> admitted =
                state.roster.all().stream().filter(requirement::admits).toList();
        if (!admitted.isEmpty() && admitted.stream().noneMatch(worker -> worker.mayHold(bytes))) {
            long largest =
                    admitted.stream().mapToLong(WorkerEntry::heldBytesMax).max().orElse(0);
            giveUp(
                    task,
                    "ValueTooLarge",
                    "scattered value " + key(task) + " takes " + ByteSize.distinct(bytes, largest)
                            + ", and none of the "
                            + admitted.size() + " workers that may have it has room for more than "
                            + ByteSize.distinct(largest, bytes)
                            + "; give it in pieces with scatterAll, or start a larger worker");
        }
    }

    /// A worker has a copy.
    ///
    /// @return whether it is the first one of a value that waited for it
    boolean arrived(WorkerEntry worker, RunId run) {
        int task = awaited(worker, run);
        if (task == TaskTable.NONE) {
            return false;
        }
        state.scatters.came(task, worker);
        tasks.addHolder(task, worker.slot());
        tasks.setSizeBytes(
                task, tasks.group(task).options(tasks.partition(task)).memoryBytes());
        tasks.setSpent(task, true);
        steps.step(task, StepKind.TAKEN_BACK);
        return true;
    }

    /// A worker could not get a value. That counts where its client was there for it.
    void copyFailed(WorkerEntry worker, RunId run) {
        int task = awaited(worker, run);
        if (task != TaskTable.NONE) {
            state.scatters.came(task, worker);
            if (tasks.group(task).graph().session().client() != null) {
                failed(task, worker, "could not fetch it from the client");
            }
        }
    }

    /// A client cannot let a worker have a value.
    void notSent(ClientId client, ClientMessage.ValueNotSent message) {
        int task = state.find(message.value().task());
        Scatters.Sending sending = task == TaskTable.NONE ? null : state.scatters.waiting(task);
        boolean isCurrent = sending != null
                && tasks.attempt(task) == message.value().attempt()
                && tasks.group(task).graph() == state.clients.get(client);
        WorkerEntry recipient = sending == null || !isCurrent ? null : sending.recipient;
        if (sending == null || recipient == null) {
            state.dropped = state.dropped.plusRun();
            return;
        }
        state.scatters.callOff(task, sending);
        if (message.isGone()) {
            giveUp(task, "ValueGone", "scattered value " + key(task) + " is with no worker, and " + message.reason());
        } else {
            failed(task, recipient, message.reason());
        }
    }

    private void failed(int task, WorkerEntry worker, String reason) {
        Scatters.Sending sending = Objects.requireNonNull(state.scatters.waiting(task), "waiting");
        sending.failures.add(worker.name() + ": " + reason);
        sending.failed.add(worker.id());
        state.outbox.warn("scattered value " + key(task) + " did not come to " + worker + ": " + reason);
        if (sending.failures.size() >= TRIES_MAX) {
            giveUp(
                    task,
                    "ValueNotSent",
                    "scattered value " + key(task) + " could not be sent to a worker in " + TRIES_MAX + " tries ("
                            + String.join("; ", sending.failures)
                            + "); check that the client reaches the workers' data addresses, or let a task read the"
                            + " data");
        }
    }

    /// A client that has come back has these values yet: what was replayed of them need not be offered by anybody.
    void kept(ClientId client, ClientMessage.ValuesKept message) {
        Session session = state.clients.get(client);
        for (TaskKey key : message.values()) {
            int task = state.find(key);
            boolean isUnsure = task != TaskTable.NONE
                    && tasks.group(task).graph() == session
                    && tasks.isScattered(task)
                    && tasks.isSpent(task)
                    && tasks.phase(task) == TaskPhase.WAITING;
            if (isUnsure) {
                tasks.setSpent(task, false);
                state.alarms.cancel(Alarms.Kind.DEADLINE, task);
                steps.unsettle(task);
            }
        }
    }

    private void giveUp(int task, String type, String text) {
        TaskFailure failure = new TaskFailure(
                ErrorCode.RESOURCES,
                new RunId(tasks.key(task), Math.max(1, tasks.attempt(task))),
                tasks.group(task).name(tasks.partition(task)),
                "",
                RunId.tries(tasks.attempt(task)),
                List.of(new TaskFailure.Cause(type, text, List.of())));
        steps.step(task, StepKind.GIVEN_UP);
        ends.fail(task, failure);
    }

    /// The task of a value that this worker is to fetch in that attempt, else [TaskTable#NONE].
    private int awaited(WorkerEntry worker, RunId run) {
        int task = state.find(run.task());
        Scatters.Sending sending = task == TaskTable.NONE ? null : state.scatters.waiting(task);
        boolean isAwaited = sending != null && sending.recipient == worker && tasks.attempt(task) == run.attempt();
        return isAwaited ? task : TaskTable.NONE;
    }

    private String key(int task) {
        return tasks.group(task).key(tasks.partition(task));
    }
}
