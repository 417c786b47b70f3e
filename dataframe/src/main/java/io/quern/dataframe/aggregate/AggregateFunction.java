package io.quern.dataframe.aggregate;

import io.quern.core.error.QuernException;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.BooleanType;
import io.quern.dataframe.type.DataType.FloatingType;
import io.quern.dataframe.type.DataType.IntegerType;
import io.quern.dataframe.type.DataType.ListType;
import io.quern.dataframe.type.DataType.MapType;
import io.quern.dataframe.type.DataType.NullType;
import io.quern.dataframe.type.DataType.StructType;
import io.quern.dataframe.type.Field;
import java.util.List;

/// What an aggregate computes of a group. Immutable; travels with the tasks.
public sealed interface AggregateFunction {
    /// Type of the partial state column.
    DataType partialType(List<DataType> arguments);

    /// Type of the result column.
    ///
    /// @throws QuernException if the function is not for arguments of those types
    DataType resultType(List<DataType> arguments);

    /// Rows; with an argument rows where it is not null. int64.
    record Count() implements AggregateFunction {
        @Override
        public DataType partialType(List<DataType> arguments) {
            return DataType.INT64;
        }

        @Override
        public DataType resultType(List<DataType> arguments) {
            return DataType.INT64;
        }
    }

    /// Distinct values, null not counted. int64.
    record CountDistinct() implements AggregateFunction {
        @Override
        public DataType partialType(List<DataType> arguments) {
            return new ListType(Field.of("item", arguments.getFirst()));
        }

        @Override
        public DataType resultType(List<DataType> arguments) {
            return DataType.INT64;
        }
    }

    /// A map from each value to how often it occurs, null not counted, sorted by value (text by its bytes).
    record CountValues() implements AggregateFunction {
        @Override
        public DataType partialType(List<DataType> arguments) {
            return resultType(arguments);
        }

        @Override
        public DataType resultType(List<DataType> arguments) {
            return new MapType(Field.required("key", arguments.getFirst()), Field.required("value", DataType.INT64));
        }
    }

    /// The sum of the values that are not null, or null if there is none: int64 of whole numbers, an overflow
    /// being an error, else double.
    record Sum() implements AggregateFunction {
        @Override
        public DataType partialType(List<DataType> arguments) {
            return resultType(arguments);
        }

        @Override
        public DataType resultType(List<DataType> arguments) {
            requireNumber("sum", arguments.getFirst());
            return arguments.getFirst() instanceof FloatingType ? DataType.DOUBLE : DataType.INT64;
        }
    }

    /// The mean of the values that are not null as double, or null if there is none.
    record Mean() implements AggregateFunction {
        @Override
        public DataType partialType(List<DataType> arguments) {
            return new StructType(
                    List.of(Field.required("sum", DataType.DOUBLE), Field.required("count", DataType.INT64)));
        }

        @Override
        public DataType resultType(List<DataType> arguments) {
            requireNumber("mean", arguments.getFirst());
            return DataType.DOUBLE;
        }
    }

    /// The smallest or largest value, null left out; null if there is none. NaN is the largest number, text
    /// goes by its bytes.
    record Extreme(boolean isLargest) implements AggregateFunction {
        @Override
        public DataType partialType(List<DataType> arguments) {
            return arguments.getFirst();
        }

        @Override
        public DataType resultType(List<DataType> arguments) {
            DataType type = arguments.getFirst();
            if (type instanceof ListType || type instanceof StructType || type instanceof MapType) {
                throw unfit(isLargest ? "max" : "min", "values that have an order", type);
            }
            return type;
        }
    }

    /// All values in the order of the rows, null left out. The order is that of the input only within one
    /// partition.
    record CollectList() implements AggregateFunction {
        @Override
        public DataType partialType(List<DataType> arguments) {
            return resultType(arguments);
        }

        @Override
        public DataType resultType(List<DataType> arguments) {
            return new ListType(Field.of("item", arguments.getFirst()));
        }
    }

    /// The user's own functions over states of the user's own, which are bytes in the partial state.
    ///
    /// @param name for errors
    record Custom<S>(
            String name, DataType type, ChunkFunction<S> chunk, MergeFunction<S> merge, FinishFunction<S> finish)
            implements AggregateFunction {
        @Override
        public DataType partialType(List<DataType> arguments) {
            return DataType.BINARY;
        }

        @Override
        public DataType resultType(List<DataType> arguments) {
            return type;
        }
    }

    private static void requireNumber(String name, DataType type) {
        boolean isWhole = type instanceof IntegerType(int bits, boolean isSigned) && (isSigned || bits < 64);
        if (!isWhole && !(type instanceof FloatingType || type instanceof BooleanType || type instanceof NullType)) {
            throw unfit(name, "whole or floating point numbers", type);
        }
    }

    private static QuernException unfit(String name, String wanted, DataType actual) {
        return QuernException.user(
                name + " wants " + wanted + ", got " + actual + "; add a column with cast(…) first and aggregate that");
    }
}
