package io.quern.scheduler.lifecycle;

import io.quern.core.error.ActorLostException;
import io.quern.core.error.ErrorCode;
import io.quern.core.key.RunId;
import io.quern.core.key.WorkerId;
import io.quern.core.message.TaskOutcome;
import io.quern.core.task.TaskFailure;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.WorkerEntry;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/// What is told of actors that are gone, of scattered values that are, and of calls that do not run again.
final class ActorLosses {
    private final MachineState state;
    private final TaskTable tasks;
    /// Workers with which actors were lost of which nobody has said how they ended, by dense id.
    private final NavigableMap<Integer, WorkerId> lostWith = new TreeMap<>();

    ActorLosses(MachineState state) {
        this.state = state;
        this.tasks = state.tasks;
    }

    /// The task that made the actor is known no more.
    void forget(int actor) {
        lostWith.remove(actor);
    }

    /// Keeps why an actor is gone: its worker is.
    void lose(int actor, WorkerEntry worker, String how) {
        lostWith.put(actor, worker.id());
        tasks.setSpent(actor, true);
        state.failures.put(actor, lost(actor, worker.name(), how));
        state.outbox.warn("actor " + key(actor) + " is lost with worker " + worker + " (" + how + ")");
    }

    /// The nanny of a worker that is gone has said how it ended: those who ask from now on are told that.
    void workerEnded(WorkerId worker, String name, String exit) {
        lostWith.entrySet().removeIf(lost -> {
            boolean isOf = lost.getValue().equals(worker);
            if (isOf) {
                state.failures.put(lost.getKey(), lost(lost.getKey(), name, exit));
            }
            return isOf;
        });
    }

    private TaskOutcome lost(int actor, String worker, String how) {
        String text = "actor " + key(actor) + " is lost with its worker " + worker + " (" + how
                + "), and what the object knew with it; make another one, and set it up anew";
        return failed(actor, worker, ActorLostException.class.getName(), text);
    }

    /// Keeps why an actor or a call is not run, or not run again, or a scattered value is gone.
    void refuseAgain(int task) {
        if (tasks.isScattered(task)) {
            state.failures.put(task, failed(task, "", "ScatteredValueLost", state.scatters.lossOf(task)));
            return;
        }
        if (tasks.isActor(task)) {
            String text = "actor " + key(task) + " is lost: "
                    + (tasks.attempt(task) == 0
                            ? "the scheduler was started again, and no worker offered it in time"
                            : "it was dropped when nobody held it")
                    + "; make another one, and set it up anew";
            state.failures.put(task, failed(task, "", ActorLostException.class.getName(), text));
            return;
        }
        String text = "call " + key(task) + " of actor " + key(state.actors.actorOf(task))
                + " has run, and its result is gone; no call"
                + " runs twice, so call the actor again where that does no harm";
        state.failures.put(task, failed(task, "", "CallNotRepeated", text));
    }

    private TaskOutcome failed(int task, String worker, String type, String text) {
        int attempt = tasks.attempt(task);
        return new TaskOutcome.Failed(
                tasks.key(task),
                new TaskFailure(
                        ErrorCode.RESOURCES,
                        new RunId(tasks.key(task), Math.max(1, attempt)),
                        tasks.group(task).name(tasks.partition(task)),
                        worker,
                        RunId.tries(attempt),
                        List.of(new TaskFailure.Cause(type, text, List.of()))));
    }

    private String key(int task) {
        return tasks.group(task).key(tasks.partition(task));
    }

    /// Entries of its table.
    long size() {
        return lostWith.size();
    }
}
