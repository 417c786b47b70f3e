package io.quern.dataframe.aggregate;

import io.quern.core.error.QuernException;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Schema;
import java.util.List;

/// One aggregate of an aggregation: a function of columns, and the name of its result.
///
/// @param columns argument columns; none for a count of rows
public record AggregateCall(String name, AggregateFunction function, List<String> columns) {
    public AggregateCall {
        columns = List.copyOf(columns);
    }

    public AggregateCall withName(String other) {
        return new AggregateCall(other, function, columns);
    }

    List<DataType> argumentTypes(Schema input) {
        List<DataType> types =
                columns.stream().map(column -> input.field(column).type()).toList();
        try {
            function.resultType(types);
        } catch (QuernException e) {
            throw QuernException.user("'" + name + "' of " + columns + ": " + e.getMessage(), e);
        }
        return types;
    }
}
