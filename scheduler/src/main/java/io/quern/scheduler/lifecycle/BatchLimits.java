package io.quern.scheduler.lifecycle;

import io.quern.core.graph.TaskBatch;
import io.quern.core.graph.TaskRole;
import io.quern.core.key.TaskKey;
import io.quern.scheduler.graph.BatchGroup;
import io.quern.scheduler.graph.Session;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.graph.TaskTable;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which batches are not taken in. A refused batch leaves nothing behind.
final class BatchLimits {
    /// Different wishes of the tasks of one session: each has a queue of its own, that every choice of a task looks
    /// at.
    private static final int WISHES_MAX = 10_000;

    private BatchLimits() {}

    /// Why a batch is refused, null where it is not.
    static @Nullable String refusal(TaskBatch batch, Session session, MachineState state) {
        if (session.isEnded()) {
            return batch + " comes too late: session " + session + " ended because its client was away for longer than"
                    + " its lease; begin another session";
        }
        if (batch.stage() > session.nextBatch()) {
            return "batch " + batch.stage() + " came where batch " + session.nextBatch() + " was due";
        }
        if (session.hasRefused(batch.stage())) {
            return batch + " was refused when it first came; submit its tasks in a new batch";
        }
        long tasks = (long) state.tasks.liveCount() + batch.size();
        if (tasks > state.settings.limits().tasksPerJobMax()) {
            return batch + " would make " + tasks + " tasks that are known, the limit is "
                    + state.settings.limits().tasksPerJobMax() + "; release what is done with, or submit less at once";
        }
        long edges = (long) state.edges.end() + batch.inputCount();
        if (edges > state.settings.limits().edgesPerJobMax()) {
            return batch + " would make " + edges + " dependencies between tasks, the limit is "
                    + state.settings.limits().edgesPerJobMax() + "; let tasks take fewer inputs each";
        }
        String large = GraphMemory.refusal(batch.toString(), batch.size(), batch.inputCount(), state);
        if (large != null) {
            return large;
        }
        int lanes = state.ready.lanesWith(session.id(), batch.options());
        if (lanes > WISHES_MAX) {
            return batch + " would make " + lanes + " different wishes of workers, resources and memory in session "
                    + session + ", the limit is " + WISHES_MAX + "; let tasks ask for the same, such as memory in whole"
                    + " hundreds of MiB";
        }
        String unknown = unknownInput(batch, session, state);
        String misplaced = unknown == null ? ActorInputs.refusal(batch, session, state) : unknown;
        String fed = misplaced == null ? fedValue(batch) : misplaced;
        return fed == null ? takenKey(batch, session, state) : fed;
    }

    private static @Nullable String unknownInput(TaskBatch batch, Session session, MachineState state) {
        for (TaskKey key : batch.foreign()) {
            int task = state.find(key);
            if (task == TaskTable.NONE) {
                return "task " + key + ", an input in " + batch + ", is not known (any more); hold its result until"
                        + " what depends on it is submitted";
            }
            if (!(state.tasks.group(task) instanceof BatchGroup)) {
                return "task " + key + ", an input in " + batch + ", is part of a whole job, whose results end with it;"
                        + " collect them first";
            }
        }
        for (int task = 0; task < batch.size(); task++) {
            for (int input = batch.inputsFrom(task); input < batch.inputsTo(task); input++) {
                int stage = batch.inputStage(input);
                if (stage >= 0
                        && stage != batch.stage()
                        && !isKnown(session, stage, batch.inputPartition(input), state)) {
                    return "task " + new TaskKey(session.id(), stage, batch.inputPartition(input))
                            + ", an input of task "
                            + batch.key(task) + ", is not known (any more); hold its result until what depends on it is"
                            + " submitted";
                }
            }
        }
        return null;
    }

    private static @Nullable String fedValue(TaskBatch batch) {
        if (batch.options().stream().noneMatch(options -> options.role() == TaskRole.SCATTERED)) {
            return null;
        }
        for (int task = 0; task < batch.size(); task++) {
            if (batch.options(task).role() == TaskRole.SCATTERED && batch.inputsFrom(task) < batch.inputsTo(task)) {
                return "task " + batch.key(task) + " is a scattered value, which its client has, and takes "
                        + (batch.inputsTo(task) - batch.inputsFrom(task)) + " inputs; leave these out";
            }
        }
        return null;
    }

    private static boolean isKnown(Session session, int stage, int partition, MachineState state) {
        BatchGroup batch = session.group(stage);
        return batch != null
                && partition < batch.size()
                && state.tasks.phase(batch.firstTask() + partition) != TaskPhase.FORGOTTEN;
    }

    private static @Nullable String takenKey(TaskBatch batch, Session session, MachineState state) {
        Set<String> own = new HashSet<>();
        for (int task = 0; task < batch.size(); task++) {
            String key = batch.givenKey(task);
            if (key == null) {
                continue;
            }
            if (!own.add(key)) {
                return "two tasks of " + batch + " have the key " + key + "; give each task a key of its own";
            }
            BatchGroup other = session.keys().batch(key);
            if (other != null
                    && state.tasks.isHeld(other.firstTask() + session.keys().partition(key))) {
                return "the key " + key + " belongs to a task whose result is still held; release that first, or take"
                        + " another key";
            }
        }
        return null;
    }
}
