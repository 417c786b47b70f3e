package io.quern.scheduler.lifecycle;

import io.quern.core.key.ClientId;
import io.quern.core.key.TaskKey;
import io.quern.scheduler.coordination.ResultHolds;
import io.quern.scheduler.graph.BatchGroup;
import io.quern.scheduler.graph.Session;
import io.quern.scheduler.graph.TaskTable;
import java.util.List;
import java.util.Objects;

/// Results of sessions' tasks that queues and variables refer to: each reference counts once among what needs a task.
final class SharedResults implements ResultHolds {
    private final MachineState state;
    private final Holds holds;

    SharedResults(MachineState state, Holds holds) {
        this.state = state;
        this.holds = holds;
    }

    @Override
    public boolean hold(TaskKey result) {
        int task = state.find(result);
        if (task == TaskTable.NONE || !(state.tasks.group(task) instanceof BatchGroup)) {
            return false;
        }
        state.sharedReferences.merge(task, 1, Integer::sum);
        holds.change(task, 1);
        return true;
    }

    @Override
    public void release(TaskKey result) {
        int task = held(result);
        state.sharedReferences.computeIfPresent(task, (_, count) -> count == 1 ? null : count - 1);
        holds.change(task, -1);
    }

    @Override
    public void holdFor(ClientId client, TaskKey result) {
        int task = held(result);
        Session session = Objects.requireNonNull(state.clients.get(client), "client");
        holds.holdAll(session, List.of(state.tasks.key(task)));
    }

    private int held(TaskKey result) {
        int task = state.find(result);
        if (task == TaskTable.NONE || !state.sharedReferences.containsKey(task)) {
            throw new IllegalStateException("nothing that is shared refers to the result of task " + result);
        }
        return task;
    }
}
