package io.quern.worker.running;

import io.quern.core.error.QuernException;
import io.quern.core.graph.StagePlan;
import io.quern.core.task.Planned;
import org.jspecify.annotations.Nullable;

/// What functions of planners, and no others, return.
final class PlannerRules {
    private PlannerRules() {}

    /// What a run planned; null where it is of no planner.
    ///
    /// @throws QuernException USER where a planner planned nothing, or too much, or something else than a planner
    ///     planned
    static @Nullable Planned planned(RunningTask task, @Nullable Object returned) {
        boolean isPlanner = task.planning() != null;
        if (returned instanceof Planned planned && isPlanner) {
            long bytes = planned.plan().estimatedBytes();
            if (bytes > StagePlan.BYTES_MAX) {
                throw QuernException.user("planner " + task.stageName() + " planned stages of " + bytes
                        + " bytes, the limit is " + StagePlan.BYTES_MAX
                        + "; plan fewer stages, or give them smaller functions and arguments");
            }
            return planned;
        }
        if (isPlanner) {
            throw QuernException.user("planner " + task.stageName() + " returned "
                    + (returned == null ? "null" : "a " + returned.getClass().getName()) + "; return a "
                    + Planned.class.getName() + ", without stages where none are to follow");
        }
        if (returned instanceof Planned) {
            throw QuernException.user("stage " + task.stageName() + " returned a plan but is no planner; submit it as"
                    + " one (StageSpec.planner), or return something else");
        }
        return null;
    }
}
