package io.quern.core.task;

import io.quern.core.graph.StagePlan;
import org.jspecify.annotations.Nullable;

/// What the function of a planner returns ([io.quern.core.graph.StageSpec#isPlanner()]): stages that its job goes
/// on with. They are appended once, by the first attempt that ends well; what a later attempt plans is not looked
/// at.
///
/// @param value result of the task, for stages that read the planner
public record Planned(StagePlan plan, @Nullable Object value) {
    /// A plan of a planner that nobody reads.
    public Planned(StagePlan plan) {
        this(plan, null);
    }
}
