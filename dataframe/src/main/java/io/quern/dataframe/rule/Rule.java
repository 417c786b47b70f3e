package io.quern.dataframe.rule;

import io.quern.dataframe.plan.LogicalPlan;

/// One rewrite of a whole plan. Stateless.
public interface Rule {
    /// What it is switched off by.
    default String name() {
        return getClass().getSimpleName();
    }

    /// @return an equivalent plan of the same schema; the same instance where the rule does not apply
    LogicalPlan apply(LogicalPlan plan);
}
