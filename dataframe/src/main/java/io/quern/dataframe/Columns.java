package io.quern.dataframe;

import io.quern.dataframe.expression.Coalesce;
import io.quern.dataframe.expression.ColumnReference;
import io.quern.dataframe.expression.Concatenation;
import io.quern.dataframe.expression.Conditional;
import io.quern.dataframe.expression.Expression;
import io.quern.dataframe.expression.Literal;
import io.quern.dataframe.expression.StructOf;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where columns begin; meant for `import static io.quern.dataframe.Columns.*`.
///
/// ```java
/// frame.with(floor(col("ts"), ChronoUnit.HOURS).as("hour"))
///      .filter(col("url").startsWith("http://").and(col("session_id").isNotNull()))
/// ```
public final class Columns {
    private Columns() {}

    /// The column of that name.
    public static Column col(String name) {
        return new Column(new ColumnReference(name));
    }

    /// The same value in every row: a String, number, boolean, `LocalDate`, `LocalDateTime` (of UTC), `Instant`
    /// or null.
    ///
    /// @throws io.quern.core.error.QuernException if it is of another class
    public static Column lit(@Nullable Object value) {
        return new Column(CallSite.located(() -> Literal.of(value)));
    }

    /// A struct with a field for each column, called as the column is.
    public static Column struct(Column... fields) {
        return new Column(
                new StructOf(Arrays.stream(fields).map(Column::expression).toList()));
    }

    /// A struct with a field for each named column.
    public static Column struct(String... names) {
        return struct(Arrays.stream(names).map(Columns::col).toArray(Column[]::new));
    }

    /// The parts as one text; null if one of them is null. Parts are columns or values; times are written in
    /// ISO 8601.
    public static Column concat(@Nullable Object... parts) {
        return concatWith("", parts);
    }

    /// The parts as one text with the separator between them; null if one of them is null.
    public static Column concatWith(String separator, @Nullable Object... parts) {
        return new Column(new Concatenation(separator, operands(parts)));
    }

    /// The first of the values that is not null.
    public static Column coalesce(@Nullable Object... values) {
        return new Column(new Coalesce(operands(values)));
    }

    /// The whole unit at or before a time.
    public static Column floor(Column time, ChronoUnit unit) {
        return time.floor(unit);
    }

    /// The whole unit at or after a time.
    public static Column ceil(Column time, ChronoUnit unit) {
        return time.ceil(unit);
    }

    /// The whole unit nearest to a time.
    public static Column round(Column time, ChronoUnit unit) {
        return time.round(unit);
    }

    public static Column not(Column condition) {
        return condition.not();
    }

    /// Begins a choice: `when(col("n").gt(0), "some").otherwise("none")`.
    public static When when(Column condition, @Nullable Object value) {
        return new When(List.of(condition.expression()), List.of(Column.operand(value)));
    }

    /// A choice that lacks its last word. The value of the first condition that is true is taken, and computed
    /// only there.
    public static final class When {
        private final List<Expression> conditions;
        private final List<Expression> values;

        private When(List<Expression> conditions, List<Expression> values) {
            this.conditions = conditions;
            this.values = values;
        }

        /// Another case, tried after the ones before.
        public When when(Column condition, @Nullable Object value) {
            List<Expression> moreConditions = new ArrayList<>(conditions);
            moreConditions.add(condition.expression());
            List<Expression> moreValues = new ArrayList<>(values);
            moreValues.add(Column.operand(value));
            return new When(moreConditions, moreValues);
        }

        /// The value where no condition is true.
        public Column otherwise(@Nullable Object value) {
            return new Column(new Conditional(conditions, values, Column.operand(value)));
        }

        /// Null where no condition is true.
        public Column otherwiseNull() {
            return otherwise(null);
        }
    }

    private static List<Expression> operands(@Nullable Object[] values) {
        return Arrays.stream(values).map(Column::operand).toList();
    }
}
