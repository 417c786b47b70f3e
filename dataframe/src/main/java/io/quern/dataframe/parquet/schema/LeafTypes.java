package io.quern.dataframe.parquet.schema;

import io.quern.dataframe.parquet.bytes.MalformedException;
import io.quern.dataframe.parquet.footer.Annotation;
import io.quern.dataframe.parquet.footer.PhysicalType;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.TimeUnit;

/// Our type of a physical type and its annotation. An annotation that does not fit the physical type, or that
/// we do not know, is ignored as the format demands.
final class LeafTypes {
    private static final int DECIMAL_DIGITS_MAX = 76;
    private static final int UUID_BYTES = 16;
    private static final int HALF_FLOAT_BYTES = 2;

    private LeafTypes() {}

    /// @param int96Unit what INT96 timestamps of this file are read as
    static DataType of(PhysicalType type, int widthBytes, Annotation annotation, TimeUnit int96Unit) {
        return switch (annotation) {
            case Annotation.Nothing _ -> DataType.NULL;
            case Annotation.Text _ when type == PhysicalType.BYTE_ARRAY -> DataType.STRING;
            case Annotation.Decimal decimal
            when isDecimal(type, decimal) -> new DataType.DecimalType(decimal.precision(), decimal.scale());
            case Annotation.Date _ when type == PhysicalType.INT32 -> DataType.DATE;
            case Annotation.Time time when isTime(type, time.unit()) -> new DataType.TimeType(time.unit());
            case Annotation.Timestamp timestamp
            when type == PhysicalType.INT64 -> new DataType.TimestampType(timestamp.unit(), timestamp.isUtc());
            case Annotation.Whole whole
            when isWhole(type, whole.bits()) -> new DataType.IntegerType(whole.bits(), whole.isSigned());
            case Annotation.Uuid _
            when type == PhysicalType.FIXED_LEN_BYTE_ARRAY && widthBytes == UUID_BYTES ->
                new DataType.FixedBinaryType(UUID_BYTES);
            case Annotation.HalfFloat _
            when type == PhysicalType.FIXED_LEN_BYTE_ARRAY && widthBytes == HALF_FLOAT_BYTES -> DataType.FLOAT;
            default -> bare(type, widthBytes, int96Unit);
        };
    }

    private static boolean isWhole(PhysicalType type, int bits) {
        return switch (bits) {
            case 8, 16, 32 -> type == PhysicalType.INT32;
            case 64 -> type == PhysicalType.INT64;
            default -> false;
        };
    }

    private static boolean isTime(PhysicalType type, TimeUnit unit) {
        return type == (unit == TimeUnit.MILLIS ? PhysicalType.INT32 : PhysicalType.INT64);
    }

    private static boolean isDecimal(PhysicalType type, Annotation.Decimal decimal) {
        int precision = decimal.precision();
        if (precision < 1 || decimal.scale() < 0 || decimal.scale() > precision) {
            throw new MalformedException(
                    "a decimal of " + precision + " digits, " + decimal.scale() + " of them behind the point");
        }
        return switch (type) {
            case INT32, INT64, BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> precision <= DECIMAL_DIGITS_MAX;
            case BOOLEAN, INT96, FLOAT, DOUBLE -> false;
        };
    }

    private static DataType bare(PhysicalType type, int widthBytes, TimeUnit int96Unit) {
        return switch (type) {
            case BOOLEAN -> DataType.BOOLEAN;
            case INT32 -> DataType.INT32;
            case INT64 -> DataType.INT64;
            case INT96 -> new DataType.TimestampType(int96Unit, true);
            case FLOAT -> DataType.FLOAT;
            case DOUBLE -> DataType.DOUBLE;
            case BYTE_ARRAY -> DataType.BINARY;
            case FIXED_LEN_BYTE_ARRAY -> new DataType.FixedBinaryType(widthBytes);
        };
    }
}
