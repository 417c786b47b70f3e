package io.quern.dataframe.rule;

import io.quern.dataframe.plan.Limit;
import io.quern.dataframe.plan.LogicalPlan;

/// Of two limits the smaller one holds.
///
/// ```text
/// Before          After
/// Limit 5         Limit 3
///   Limit 3         X
///     X
/// ```
final class MergeLimits implements Rule {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.rewrite(node -> node instanceof Limit outer && outer.input() instanceof Limit inner
                ? new Limit(inner.input(), Math.min(outer.rows(), inner.rows()))
                : node);
    }
}
