package io.quern.dataframe.rule;

import io.quern.dataframe.plan.Limit;
import io.quern.dataframe.plan.LogicalPlan;
import io.quern.dataframe.plan.Project;

/// Columns are computed of the rows that are wanted alone.
///
/// ```text
/// Before                     After
/// Limit 5                    Project [a + 1 as x]
///   Project [a + 1 as x]       Limit 5
///     X                          X
/// ```
final class PushLimitThroughProject implements Rule {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.rewrite(node -> node instanceof Limit limit && limit.input() instanceof Project project
                ? new Project(new Limit(project.input(), limit.rows()), project.columns(), project.schema())
                : node);
    }
}
