package io.quern.dataframe.expression;

import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/// One value a row, computed from the columns of that row.
///
/// Unless an operator says otherwise, null in any operand gives null. `toString` is how plans and errors show
/// it, and the name of a column that was not given one.
public sealed interface Expression
        permits Alias,
                Arithmetic,
                Cast,
                Coalesce,
                ColumnReference,
                Comparison,
                Concatenation,
                Conditional,
                FieldAccess,
                Literal,
                Logical,
                Membership,
                Negation,
                Not,
                NullTest,
                Rounding,
                StructOf,
                Substring,
                TextFunction,
                TextLength,
                TextMatch,
                TimeFormat,
                TimePart {
    /// The operands, in order.
    List<Expression> children();

    /// The same operator over other operands, as many as [#children()].
    Expression withChildren(List<Expression> children);

    /// Result type for operands of those types.
    ///
    /// @throws io.quern.core.error.QuernException if the operator does not take them; it names the types and a
    /// remedy
    DataType typeOf(List<DataType> operands);

    /// Result type over the columns of a schema.
    ///
    /// @throws io.quern.core.error.QuernException if a column does not exist or an operand has the wrong type
    default DataType typeIn(Schema schema) {
        return typeOf(children().stream().map(child -> child.typeIn(schema)).toList());
    }

    /// What the result column is called unless it is named.
    default String name() {
        return toString();
    }

    /// Names of the columns it reads, in order of first use.
    default Set<String> columns() {
        Set<String> names = new LinkedHashSet<>();
        collectColumns(this, names);
        return names;
    }

    /// Rebuilds the tree bottom-up, each node replaced by what `change` makes of it.
    default Expression rewrite(UnaryOperator<Expression> change) {
        List<Expression> rebuilt = new ArrayList<>();
        for (Expression child : children()) {
            rebuilt.add(child.rewrite(change));
        }
        return change.apply(rebuilt.equals(children()) ? this : withChildren(rebuilt));
    }

    private static void collectColumns(Expression expression, Set<String> names) {
        if (expression instanceof ColumnReference reference) {
            names.add(reference.name());
        }
        for (Expression child : expression.children()) {
            collectColumns(child, names);
        }
    }
}
