package io.quern.dataframe.parquet.convert;

import io.quern.dataframe.batch.BytesVector;
import io.quern.dataframe.batch.FixedBytesVector;
import io.quern.dataframe.batch.IntVector;
import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.NullVector;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.parquet.footer.PhysicalType;
import io.quern.dataframe.parquet.schema.Node;
import io.quern.dataframe.type.DataType;

/// Finds the conversion of a leaf column.
public final class Conversions {
    private Conversions() {}

    /// @param wanted the type of the leaf, or, of times, one of another unit
    public static Conversion of(Node.Leaf leaf, DataType wanted) {
        if (leaf.physicalType() == PhysicalType.INT96 && wanted instanceof DataType.TimestampType timestamp) {
            // A unit finer than the leaf's own type cannot be right: the leaf's is chosen so that nothing is lost.
            boolean isAsked = !wanted.equals(leaf.field().type());
            return stored -> Int96.timestamps((FixedBytesVector) stored, timestamp, isAsked);
        }
        Conversion conversion = toLogical(leaf);
        return wanted.equals(leaf.field().type())
                ? conversion
                : conversion.then(vector -> TimeUnits.convert(vector, wanted));
    }

    private static Conversion toLogical(Node.Leaf leaf) {
        DataType type = leaf.field().type();
        return switch (type) {
            case DataType.NullType _ -> stored -> new NullVector(type, stored.length());
            case DataType.DecimalType decimal -> stored -> Decimals.convert(stored, decimal);
            case DataType.IntegerType integer
            when integer.bits() < 32 -> stored -> Integers.narrow((IntVector) stored, integer);
            case DataType.IntegerType integer
            when integer.bits() == 32 && !integer.isSigned() -> stored -> Integers.unsigned((IntVector) stored);
            case DataType.FloatingType _
            when leaf.physicalType() == PhysicalType.FIXED_LEN_BYTE_ARRAY ->
                stored -> HalfFloats.widen((FixedBytesVector) stored);
            default -> stored -> withType(stored, type);
        };
    }

    /// The same values by another name.
    private static Vector withType(Vector stored, DataType type) {
        return switch (stored) {
            case IntVector ints -> new IntVector(type, ints.length(), ints.validity(), ints.values());
            case LongVector longs -> new LongVector(type, longs.length(), longs.validity(), longs.values());
            case BytesVector bytes ->
                new BytesVector(type, bytes.length(), bytes.validity(), bytes.data(), bytes.offsets());
            case FixedBytesVector fixed ->
                new FixedBytesVector(type, fixed.length(), fixed.validity(), fixed.widthBytes(), fixed.data());
            default -> stored;
        };
    }
}
