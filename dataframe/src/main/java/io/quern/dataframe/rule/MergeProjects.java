package io.quern.dataframe.rule;

import io.quern.dataframe.plan.LogicalPlan;
import io.quern.dataframe.plan.NamedExpression;
import io.quern.dataframe.plan.Project;

/// Two projections become one, unless something that costs would then be computed twice.
///
/// ```text
/// Before                        After
/// Project [x * 2 as y]          Project [(a + 1) * 2 as y]
///   Project [a + 1 as x, b]       X
///     X
/// ```
final class MergeProjects implements Rule {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.rewrite(
                node -> node instanceof Project outer && outer.input() instanceof Project inner && isCheap(outer, inner)
                        ? merge(outer, inner)
                        : node);
    }

    private static boolean isCheap(Project outer, Project inner) {
        return inner.columns().stream()
                .allMatch(column -> Substitution.isFree(column.expression())
                        || outer.columns().stream()
                                        .mapToInt(user -> Substitution.uses(user.expression(), column.name()))
                                        .sum()
                                <= 1);
    }

    private static LogicalPlan merge(Project outer, Project inner) {
        return new Project(
                inner.input(),
                outer.columns().stream()
                        .map(column ->
                                new NamedExpression(column.name(), Substitution.through(inner, column.expression())))
                        .toList(),
                outer.schema());
    }
}
