package io.quern.scheduler.lifecycle;

import io.quern.core.graph.TaskBatch;
import io.quern.core.graph.TaskRole;
import io.quern.scheduler.graph.BatchGroup;
import io.quern.scheduler.graph.Session;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Who may have an actor as an input: its calls, as the first one, and nobody else. All inputs are known.
final class ActorInputs {
    private final TaskBatch batch;
    private final Session session;
    private final MachineState state;
    private final boolean hasActors;

    private ActorInputs(TaskBatch batch, Session session, MachineState state) {
        this.batch = batch;
        this.session = session;
        this.state = state;
        this.hasActors = has(TaskRole.ACTOR);
    }

    /// Why a batch is refused, null where it is not.
    static @Nullable String refusal(TaskBatch batch, Session session, MachineState state) {
        ActorInputs inputs = new ActorInputs(batch, session, state);
        // Most programs have no actors.
        return inputs.hasActors || state.actors.count() > 0 || inputs.has(TaskRole.CALL) ? inputs.refusal() : null;
    }

    private boolean has(TaskRole role) {
        return batch.options().stream().anyMatch(options -> options.role() == role);
    }

    private @Nullable String refusal() {
        for (int task = 0; task < batch.size(); task++) {
            boolean isCall = batch.options(task).role() == TaskRole.CALL;
            int from = batch.inputsFrom(task);
            int to = batch.inputsTo(task);
            if (isCall && (from == to || !isActor(from))) {
                return "task " + batch.key(task) + " is a call of an actor, but its first input is none; submit it"
                        + " through the handle of an actor";
            }
            for (int input = isCall ? from + 1 : from; input < to; input++) {
                if (isActor(input)) {
                    return "task " + batch.key(task) + " takes an actor as an input; an actor stays on its worker, so"
                            + " give the task a reference to it, and let it call the actor";
                }
            }
        }
        return null;
    }

    private boolean isActor(int input) {
        int stage = batch.inputStage(input);
        int partition = batch.inputPartition(input);
        if (stage == batch.stage()) {
            return hasActors && batch.options(partition).role() == TaskRole.ACTOR;
        }
        if (stage < 0) {
            return state.tasks.isActor(state.find(batch.foreign().get(-1 - stage)));
        }
        BatchGroup upstream = Objects.requireNonNull(session.group(stage), "input");
        return state.tasks.isActor(upstream.firstTask() + partition);
    }
}
