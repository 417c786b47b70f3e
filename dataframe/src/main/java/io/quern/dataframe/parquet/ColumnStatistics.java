package io.quern.dataframe.parquet;

import io.quern.core.task.Reservation;
import io.quern.dataframe.batch.BytesVector;
import io.quern.dataframe.batch.DoubleVector;
import io.quern.dataframe.batch.FloatVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.parquet.bytes.LittleEndian;
import io.quern.dataframe.parquet.bytes.MalformedException;
import io.quern.dataframe.parquet.convert.Conversions;
import io.quern.dataframe.parquet.decode.Values;
import io.quern.dataframe.parquet.footer.Annotation;
import io.quern.dataframe.parquet.footer.ChunkMetadata;
import io.quern.dataframe.parquet.footer.Encoding;
import io.quern.dataframe.parquet.footer.PhysicalType;
import io.quern.dataframe.parquet.footer.RawStatistics;
import io.quern.dataframe.parquet.schema.Node;
import io.quern.dataframe.type.DataType;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What a file says about the values of a column in one row group, as far as it can be believed. An immutable value.
///
/// Bounds hold for every value that is not null (the lower is not greater than any, the upper not less), but
/// need not occur. Not believed: bounds of INT96 (their order was never defined), bounds in an order that the
/// file does not state unless it is that of signed numbers, bounds that are NaN, bounds that are the wrong way
/// round.
public final class ColumnStatistics {
    private final OptionalLong nullCount;
    private final @Nullable Vector bounds;

    private ColumnStatistics(OptionalLong nullCount, @Nullable Vector bounds) {
        this.nullCount = nullCount;
        this.bounds = bounds;
    }

    static ColumnStatistics of(Node.Leaf leaf, ChunkMetadata chunk, boolean hasColumnOrders) {
        RawStatistics raw = chunk.statistics();
        OptionalLong nulls = raw.nullCount() >= 0 && raw.nullCount() <= chunk.values()
                ? OptionalLong.of(raw.nullCount())
                : OptionalLong.empty();
        return new ColumnStatistics(nulls, bounds(leaf, raw, hasColumnOrders));
    }

    /// Rows that are null, if the file says so.
    public OptionalLong nullCount() {
        return nullCount;
    }

    /// The lower and the upper bound as the two rows of a flat vector of the column's type.
    public Optional<Vector> bounds() {
        return Optional.ofNullable(bounds);
    }

    private static @Nullable Vector bounds(Node.Leaf leaf, RawStatistics raw, boolean hasColumnOrders) {
        byte[] min = hasColumnOrders ? raw.min() : null;
        byte[] max = hasColumnOrders ? raw.max() : null;
        if ((min == null || max == null) && isSignedNumber(leaf)) {
            min = raw.oldMin();
            max = raw.oldMax();
        }
        if (min == null || max == null || leaf.physicalType() == PhysicalType.INT96) {
            return null;
        }
        try {
            Vector stored = leaf.physicalType() == PhysicalType.BYTE_ARRAY ? bytes(min, max) : decode(leaf, min, max);
            Vector converted = Conversions.of(leaf, leaf.field().type()).convert(stored);
            return believable(stored, converted, min, max);
        } catch (MalformedException e) {
            // Broken statistics are no reason not to read the column: they are as good as none.
            return null;
        }
    }

    private static boolean isSignedNumber(Node.Leaf leaf) {
        return switch (leaf.physicalType()) {
            case INT32, INT64 -> !(leaf.annotation() instanceof Annotation.Whole whole) || whole.isSigned();
            case BOOLEAN, FLOAT, DOUBLE -> true;
            case INT96, BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> false;
        };
    }

    private static Vector bytes(byte[] min, byte[] max) {
        byte[] data = Arrays.copyOf(min, min.length + max.length);
        System.arraycopy(max, 0, data, min.length, max.length);
        return new BytesVector(DataType.BINARY, 2, Validity.ALL, data, new int[] {0, min.length, data.length});
    }

    private static Vector decode(Node.Leaf leaf, byte[] min, byte[] max) {
        Values values = Values.of(leaf.physicalType(), leaf.widthBytes(), Reservation.unbounded());
        for (byte[] bound : new byte[][] {min, max}) {
            values.start(Encoding.PLAIN, Arrays.copyOf(bound, bound.length + LittleEndian.PADDING), 0, bound.length);
            values.append(1);
        }
        return values.take(2, 2, Validity.ALL);
    }

    private static @Nullable Vector believable(Vector stored, Vector converted, byte[] min, byte[] max) {
        return switch (converted) {
            case FloatVector floats -> floating(floats);
            case DoubleVector doubles -> floating(doubles);
            case BytesVector _ -> Arrays.compareUnsigned(min, max) <= 0 ? converted : null;
            default -> Bounds.areInOrder(stored, converted) ? converted : null;
        };
    }

    /// A zero may stand for the other zero, and NaN for nothing.
    private static @Nullable Vector floating(FloatVector bounds) {
        float low = bounds.values()[0] == 0 ? -0.0f : bounds.values()[0];
        float high = bounds.values()[1] == 0 ? 0.0f : bounds.values()[1];
        return low <= high ? new FloatVector(bounds.type(), 2, Validity.ALL, new float[] {low, high}) : null;
    }

    private static @Nullable Vector floating(DoubleVector bounds) {
        double low = bounds.values()[0] == 0 ? -0.0 : bounds.values()[0];
        double high = bounds.values()[1] == 0 ? 0.0 : bounds.values()[1];
        return low <= high ? new DoubleVector(bounds.type(), 2, Validity.ALL, new double[] {low, high}) : null;
    }
}
