package io.quern.dataframe.batch.builder;

import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.BinaryType;
import io.quern.dataframe.type.DataType.BooleanType;
import io.quern.dataframe.type.DataType.DateType;
import io.quern.dataframe.type.DataType.DecimalType;
import io.quern.dataframe.type.DataType.FixedBinaryType;
import io.quern.dataframe.type.DataType.FloatingType;
import io.quern.dataframe.type.DataType.IntegerType;
import io.quern.dataframe.type.DataType.ListType;
import io.quern.dataframe.type.DataType.MapType;
import io.quern.dataframe.type.DataType.NullType;
import io.quern.dataframe.type.DataType.ObjectType;
import io.quern.dataframe.type.DataType.StringType;
import io.quern.dataframe.type.DataType.StructType;
import io.quern.dataframe.type.DataType.TimeType;
import io.quern.dataframe.type.DataType.TimestampType;
import io.quern.dataframe.type.TimeUnit;

/// Makes one vector row by row. The kind of builder follows the type as the kind of vector does ([Vector]).
public sealed interface VectorBuilder
        permits NullVectorBuilder,
                BooleanVectorBuilder,
                IntVectorBuilder,
                LongVectorBuilder,
                FloatVectorBuilder,
                DoubleVectorBuilder,
                BytesVectorBuilder,
                FixedBytesVectorBuilder,
                ListVectorBuilder,
                StructVectorBuilder,
                MapVectorBuilder,
                ObjectVectorBuilder {
    /// The builder for a type.
    ///
    /// @param capacity rows expected, a hint
    static VectorBuilder of(DataType type, int capacity) {
        return switch (type) {
            case NullType _ -> new NullVectorBuilder(type);
            case BooleanType _ -> new BooleanVectorBuilder(type, capacity);
            case IntegerType integer ->
                integer.bits() < 32 || (integer.bits() == 32 && integer.isSigned())
                        ? new IntVectorBuilder(type, capacity)
                        : new LongVectorBuilder(type, capacity);
            case FloatingType floating ->
                floating.bits() == 32
                        ? new FloatVectorBuilder(type, capacity)
                        : new DoubleVectorBuilder(type, capacity);
            case DecimalType decimal -> new FixedBytesVectorBuilder(type, decimal.widthBytes(), capacity);
            case StringType _, BinaryType _ -> new BytesVectorBuilder(type, capacity);
            case FixedBinaryType fixed -> new FixedBytesVectorBuilder(type, fixed.widthBytes(), capacity);
            case DateType _ -> new IntVectorBuilder(type, capacity);
            case TimeType time ->
                time.unit() == TimeUnit.SECONDS || time.unit() == TimeUnit.MILLIS
                        ? new IntVectorBuilder(type, capacity)
                        : new LongVectorBuilder(type, capacity);
            case TimestampType _ -> new LongVectorBuilder(type, capacity);
            case ListType list -> new ListVectorBuilder(list, capacity);
            case StructType struct -> new StructVectorBuilder(struct, capacity);
            case MapType map -> new MapVectorBuilder(map, capacity);
            case ObjectType _ -> new ObjectVectorBuilder(capacity);
        };
    }

    DataType type();

    /// Rows so far.
    int length();

    /// Of its arrays, as long as they are by now; the marks of nulls do not count. An array that has to grow is made
    /// anew, half as long again, while the old one is there.
    long arrayBytes();

    void appendNull();

    /// The vector; its arrays are as long as it is. The builder must not be used any more.
    Vector build();
}
