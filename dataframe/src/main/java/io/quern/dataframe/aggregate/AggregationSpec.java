package io.quern.dataframe.aggregate;

import io.quern.core.error.QuernException;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Group by keys, compute aggregates. Without keys all rows are one group, also if there is no row.
public record AggregationSpec(List<String> keys, List<AggregateCall> calls) {
    public AggregationSpec {
        keys = List.copyOf(keys);
        calls = List.copyOf(calls);
        if (keys.isEmpty() && calls.isEmpty()) {
            throw QuernException.user("an aggregation needs a key or an aggregate, such as count()");
        }
    }

    /// Keys, then one state column an aggregate.
    ///
    /// @throws QuernException if a column does not exist, a function is not for its type, or two results share
    ///     a name
    public Schema partialSchema(Schema input) {
        return schema(input, call -> Field.of(call.name(), call.function().partialType(call.argumentTypes(input))));
    }

    /// Keys, then one result column an aggregate.
    ///
    /// @throws QuernException if a column does not exist, a function is not for its type, or two results share
    ///     a name
    public Schema resultSchema(Schema input) {
        return schema(input, call -> Field.of(call.name(), call.function().resultType(call.argumentTypes(input))));
    }

    private Schema schema(Schema input, Function<AggregateCall, Field> state) {
        List<Field> fields = new ArrayList<>();
        keys.forEach(key -> fields.add(input.field(key)));
        calls.forEach(call -> fields.add(state.apply(call)));
        return new Schema(fields);
    }
}
