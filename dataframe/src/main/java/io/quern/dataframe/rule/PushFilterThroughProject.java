package io.quern.dataframe.rule;

import io.quern.dataframe.plan.Filter;
import io.quern.dataframe.plan.LogicalPlan;
import io.quern.dataframe.plan.Project;

/// Rows are dropped before columns are computed of them.
///
/// ```text
/// Before                     After
/// Filter x > 1               Project [a + 1 as x]
///   Project [a + 1 as x]       Filter a + 1 > 1
///     X                          X
/// ```
final class PushFilterThroughProject implements Rule {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.rewrite(node -> node instanceof Filter filter && filter.input() instanceof Project project
                ? new Project(
                        new Filter(project.input(), Substitution.through(project, filter.condition())),
                        project.columns(),
                        project.schema())
                : node);
    }
}
