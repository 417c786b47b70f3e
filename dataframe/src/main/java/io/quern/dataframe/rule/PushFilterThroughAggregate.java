package io.quern.dataframe.rule;

import io.quern.dataframe.plan.Filter;
import io.quern.dataframe.plan.GroupAggregate;
import io.quern.dataframe.plan.LogicalPlan;

/// A condition on keys alone drops the rows of a group instead of the group.
///
/// ```text
/// Before                                  After
/// Filter (k = 'a' and views > 1)          Filter views > 1
///   Aggregate by [k]: count() as views      Aggregate by [k]: count() as views
///     X                                       Filter k = 'a'
///                                               X
/// ```
///
/// Not without keys: then there is one group, also of no rows.
final class PushFilterThroughAggregate implements Rule {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.rewrite(node -> node instanceof Filter filter && filter.input() instanceof GroupAggregate aggregate
                ? push(filter, aggregate)
                : node);
    }

    private static LogicalPlan push(Filter filter, GroupAggregate aggregate) {
        Substitution.Split split = Substitution.split(
                filter.condition(),
                conjunct ->
                        !conjunct.columns().isEmpty() && aggregate.spec().keys().containsAll(conjunct.columns()));
        if (split.first().isEmpty()) {
            return filter;
        }
        LogicalPlan filtered = new GroupAggregate(
                new Filter(aggregate.input(), Substitution.and(split.first())), aggregate.spec(), aggregate.schema());
        return split.rest().isEmpty() ? filtered : new Filter(filtered, Substitution.and(split.rest()));
    }
}
