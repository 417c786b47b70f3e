package io.quern.cluster.simulation;

import io.quern.core.key.RunId;
import io.quern.core.key.WorkerId;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.message.WorkerMessage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Which runs may be granted their commit: those that a worker was given, that it has not ended, and that nobody
/// told it to stop.
final class SimulatedGrants {
    private final Map<WorkerId, Set<RunId>> given = new HashMap<>();

    /// A worker is about to be told something, in this order.
    void told(WorkerId worker, WorkerInstruction message) {
        Set<RunId> runs = given.computeIfAbsent(worker, _ -> new HashSet<>());
        if (message instanceof WorkerInstruction.AssignTask task) {
            runs.add(task.run());
        } else if (message instanceof WorkerInstruction.CancelRun cancel) {
            runs.remove(cancel.run());
        } else if (message instanceof WorkerInstruction.DropJob drop) {
            runs.removeIf(run -> run.task().job().equals(drop.job()));
        } else if (message instanceof WorkerInstruction.AnswerCommit answer
                && answer.isGranted()
                && !runs.contains(answer.run())) {
            throw new IllegalStateException(answer.run() + " may publish on " + worker + ", where it is over");
        }
    }

    /// A worker said something.
    void heard(WorkerId worker, WorkerMessage message) {
        Set<RunId> runs = given.getOrDefault(worker, Set.of());
        if (message instanceof WorkerMessage.TaskSucceeded ended) {
            runs.remove(ended.run());
        } else if (message instanceof WorkerMessage.TaskFailed ended) {
            runs.remove(ended.run());
        } else if (message instanceof WorkerMessage.InputLost ended) {
            runs.remove(ended.run());
        } else if (message instanceof WorkerMessage.RunReturned ended) {
            runs.remove(ended.run());
        }
    }
}
