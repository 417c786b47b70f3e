package io.quern.dataframe.rule;

import io.quern.dataframe.expression.Alias;
import io.quern.dataframe.expression.ColumnReference;
import io.quern.dataframe.expression.Expression;
import io.quern.dataframe.expression.Literal;
import io.quern.dataframe.expression.Logical;
import io.quern.dataframe.expression.StructOf;
import io.quern.dataframe.plan.NamedExpression;
import io.quern.dataframe.plan.Project;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

    /// The conditions that all must be true.
    static List<Expression> conjuncts(Expression condition) {
        List<Expression> conjuncts = new ArrayList<>();
        collectConjuncts(condition, conjuncts);
        return conjuncts;
    }

    private static void collectConjuncts(Expression condition, List<Expression> conjuncts) {
        if (condition instanceof Logical(Logical.Operator operator, Expression left, Expression right)
                && operator == Logical.Operator.AND) {
            collectConjuncts(left, conjuncts);
            collectConjuncts(right, conjuncts);
        } else {
            conjuncts.add(condition);
        }
    }

    /// All conditions as one.
    static Expression and(List<Expression> conjuncts) {
        return conjuncts.stream()
                .reduce((left, right) -> new Logical(Logical.Operator.AND, left, right))
                .orElseThrow();
    }
}
