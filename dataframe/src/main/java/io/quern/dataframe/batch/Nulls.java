package io.quern.dataframe.batch;

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

/// Flat vectors in which every row is null.
final class Nulls {
    private Nulls() {}

    static Vector of(DataType type, int length) {
        return switch (type) {
            case NullType _ -> new NullVector(type, length);
            case BooleanType _ ->
                new BooleanVector(type, length, Validity.none(length), new long[Validity.words(length)]);
            case IntegerType integer ->
                integer.bits() < 32 || (integer.bits() == 32 && integer.isSigned())
                        ? ints(type, length)
                        : longs(type, length);
            case FloatingType floating ->
                floating.bits() == 32
                        ? new FloatVector(type, length, Validity.none(length), new float[length])
                        : new DoubleVector(type, length, Validity.none(length), new double[length]);
            case DecimalType decimal -> fixed(type, decimal.widthBytes(), length);
            case FixedBinaryType fixed -> fixed(type, fixed.widthBytes(), length);
            case StringType _, BinaryType _ ->
                new BytesVector(type, length, Validity.none(length), new byte[0], new int[length + 1]);
            case DateType _ -> ints(type, length);
            case TimeType time ->
                time.unit() == TimeUnit.SECONDS || time.unit() == TimeUnit.MILLIS
                        ? ints(type, length)
                        : longs(type, length);
            case TimestampType _ -> longs(type, length);
            case ListType list ->
                new ListVector(
                        type,
                        length,
                        Validity.none(length),
                        new int[length + 1],
                        of(list.element().type(), 0));
            case MapType map ->
                new MapVector(
                        type,
                        length,
                        Validity.none(length),
                        new int[length + 1],
                        of(map.key().type(), 0),
                        of(map.value().type(), 0));
            case StructType struct ->
                new StructVector(
                        type,
                        length,
                        Validity.none(length),
                        struct.fields().stream()
                                .map(field -> of(field.type(), length))
                                .toList());
            case ObjectType _ -> new ObjectVector(length, new Object[length]);
        };
    }

    private static Vector ints(DataType type, int length) {
        return new IntVector(type, length, Validity.none(length), new int[length]);
    }

    private static Vector longs(DataType type, int length) {
        return new LongVector(type, length, Validity.none(length), new long[length]);
    }

    private static Vector fixed(DataType type, int widthBytes, int length) {
        byte[] data = new byte[ArraySize.checked((long) length * widthBytes, "bytes")];
        return new FixedBytesVector(type, length, Validity.none(length), widthBytes, data);
    }
}
