package io.quern.dataframe.rule;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.dataframe.plan.LogicalPlan;
import io.quern.dataframe.type.UnknownName;
import java.util.List;
import java.util.Set;

/// Runs the rules, in order and again until nothing changes.
public final class Optimizer {
    private static final int ROUNDS_MAX = 10;
    private static final List<Rule> RULES = List.of(
            new MergeFilters(),
            new PushFilterThroughProject(),
            new PushFilterThroughAggregate(),
            new PushFilterIntoScan(),
            new PruneFilesByFolder(),
            new MergeLimits(),
            new PushLimitThroughProject(),
            new PushLimitIntoScan(),
            new MergeProjects(),
            new PruneColumns(),
            new DropNoOpProjects());

    private final List<Rule> rules;

    /// @param switchedOff names of rules not to run
    /// @throws QuernException if there is no rule of such a name
    public Optimizer(Set<String> switchedOff) {
        for (String name : switchedOff) {
            if (!ruleNames().contains(name)) {
                throw UnknownName.of("rule", name, ruleNames());
            }
        }
        rules = RULES.stream()
                .filter(rule -> !switchedOff.contains(rule.name()))
                .toList();
    }

    /// Names of all rules, in the order in which they run.
    public static List<String> ruleNames() {
        return RULES.stream().map(Rule::name).toList();
    }

    /// @throws QuernException INTERNAL if a rule changes the schema
    public LogicalPlan optimize(LogicalPlan plan) {
        LogicalPlan current = plan;
        for (int round = 0; round < ROUNDS_MAX; round++) {
            LogicalPlan before = current;
            for (Rule rule : rules) {
                current = apply(rule, current);
            }
            if (current.equals(before)) {
                break;
            }
        }
        return current;
    }

    private static LogicalPlan apply(Rule rule, LogicalPlan plan) {
        LogicalPlan rewritten = rule.apply(plan);
        if (!rewritten.schema().equals(plan.schema())) {
            throw new QuernException(
                    ErrorCode.INTERNAL,
                    "the rule " + rule.name() + " changed the schema; switch it off with withoutRules(\"" + rule.name()
                            + "\"), and report this. Before:\n" + LogicalPlan.describe(plan) + plan.schema()
                            + "After:\n"
                            + LogicalPlan.describe(rewritten) + rewritten.schema());
        }
        return rewritten;
    }
}
