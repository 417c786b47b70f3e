package io.quern.dataframe.rule;

import io.quern.dataframe.expression.Expression;
import io.quern.dataframe.plan.Filter;
import io.quern.dataframe.plan.GroupAggregate;
import io.quern.dataframe.plan.LogicalPlan;
import java.util.ArrayList;
import java.util.List;

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
        List<Expression> below = new ArrayList<>();
        List<Expression> above = new ArrayList<>();
        for (Expression conjunct : Substitution.conjuncts(filter.condition())) {
            boolean isOfKeys =
                    !conjunct.columns().isEmpty() && aggregate.spec().keys().containsAll(conjunct.columns());
            (isOfKeys ? below : above).add(conjunct);
        }
        if (below.isEmpty()) {
            return filter;
        }
        LogicalPlan filtered = new GroupAggregate(
                new Filter(aggregate.input(), Substitution.and(below)), aggregate.spec(), aggregate.schema());
        return above.isEmpty() ? filtered : new Filter(filtered, Substitution.and(above));
    }
}
