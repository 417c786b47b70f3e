package io.quern.dataframe.rule;

import io.quern.dataframe.plan.LogicalPlan;
import io.quern.dataframe.plan.NamedExpression;
import io.quern.dataframe.plan.Project;

/// A projection that passes all columns through in their order goes.
///
/// ```text
/// Before             After
/// Project [a, b]     X [a, b]
///   X [a, b]
/// ```
final class DropNoOpProjects implements Rule {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.rewrite(node -> node instanceof Project project
                        && project.columns().stream().allMatch(NamedExpression::isPassed)
                        && project.schema().equals(project.input().schema())
                ? project.input()
                : node);
    }
}
