package io.quern.dataframe.rule;

import io.quern.dataframe.expression.Alias;
import io.quern.dataframe.expression.Coalesce;
import io.quern.dataframe.expression.ColumnReference;
import io.quern.dataframe.expression.Comparison;
import io.quern.dataframe.expression.Concatenation;
import io.quern.dataframe.expression.Expression;
import io.quern.dataframe.expression.Literal;
import io.quern.dataframe.expression.Logical;
import io.quern.dataframe.expression.Membership;
import io.quern.dataframe.expression.Not;
import io.quern.dataframe.expression.NullTest;
import io.quern.dataframe.expression.StructOf;
import io.quern.dataframe.expression.TextFunction;
import io.quern.dataframe.expression.TextLength;
import io.quern.dataframe.expression.TextMatch;
import io.quern.dataframe.plan.NamedExpression;
import io.quern.dataframe.plan.Project;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Expression algebra that several rules need.
final class Substitution {
    private Substitution() {}

    /// The expression over the input of a projection instead of over its result.
    static Expression through(Project project, Expression expression) {
        Map<String, Expression> columns = new HashMap<>();
        for (NamedExpression column : project.columns()) {
            columns.put(column.name(), column.expression());
        }
        return replace(expression, columns);
    }

    private static Expression replace(Expression expression, Map<String, Expression> columns) {
        if (expression instanceof ColumnReference(String name)) {
            return columns.getOrDefault(name, expression);
        }
        List<Expression> replaced = new ArrayList<>();
        for (Expression child : expression.children()) {
            Expression other = replace(child, columns);
            // The fields of a struct are called as its parts are.
            boolean isRenamed = expression instanceof StructOf && !other.name().equals(child.name());
            replaced.add(isRenamed ? new Alias(other, child.name()) : other);
        }
        return expression.withChildren(replaced);
    }

    /// Whether computing it twice costs nothing.
    static boolean isFree(Expression expression) {
        return expression instanceof ColumnReference || expression instanceof Literal;
    }

    /// How often a column is read.
    static int uses(Expression expression, String column) {
        if (expression instanceof ColumnReference(String name)) {
            return name.equals(column) ? 1 : 0;
        }
        return expression.children().stream()
                .mapToInt(child -> uses(child, column))
                .sum();
    }

    /// A condition in two parts: what may be decided before the rest, and the rest; either may be empty.
    record Split(List<Expression> first, List<Expression> rest) {}

    /// Splits a condition. One that can fail stays behind those that guard it from rows that it fails on.
    static Split split(Expression condition, Predicate<Expression> isWantedFirst) {
        List<Expression> first = new ArrayList<>();
        List<Expression> rest = new ArrayList<>();
        for (Expression conjunct : Logical.conjuncts(condition)) {
            boolean isFirst = isWantedFirst.test(conjunct) && (rest.isEmpty() || !canFail(conjunct));
            (isFirst ? first : rest).add(conjunct);
        }
        return new Split(first, rest);
    }

    private static boolean canFail(Expression expression) {
        boolean isSafe = switch (expression) {
            case ColumnReference _, Literal _, Alias _, Comparison _, Membership _, NullTest _, Not _, Logical _ ->
                true;
            case TextMatch _, TextFunction _, TextLength _, Coalesce _, Concatenation _ -> true;
            default -> false;
        };
        return !isSafe || expression.children().stream().anyMatch(Substitution::canFail);
    }

    /// All conditions as one.
    static Expression and(List<Expression> conjuncts) {
        return conjuncts.stream()
                .reduce((left, right) -> new Logical(Logical.Operator.AND, left, right))
                .orElseThrow();
    }
}
