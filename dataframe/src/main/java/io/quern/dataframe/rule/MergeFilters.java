package io.quern.dataframe.rule;

import io.quern.dataframe.plan.Filter;
import io.quern.dataframe.plan.LogicalPlan;
import java.util.List;

/// Two filters become one.
///
/// ```text
/// Before          After
/// Filter b        Filter (a and b)
///   Filter a        X
///     X
/// ```
final class MergeFilters implements Rule {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.rewrite(node -> node instanceof Filter outer && outer.input() instanceof Filter inner
                ? new Filter(inner.input(), Substitution.and(List.of(inner.condition(), outer.condition())))
                : node);
    }
}
