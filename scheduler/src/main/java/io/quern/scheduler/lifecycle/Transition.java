package io.quern.scheduler.lifecycle;

import io.quern.scheduler.graph.TaskPhase;
import java.util.List;

/// One row of the table: a task in phase `from` that meets `kind` goes to phase `to`, whereupon the effects take place
/// in their order.
record Transition(TaskPhase from, StepKind kind, TaskPhase to, List<Effect> effects) {
    Transition {
        effects = List.copyOf(effects);
    }

    @Override
    public String toString() {
        return from.word() + " --" + kind + "--> " + to.word();
    }
}
