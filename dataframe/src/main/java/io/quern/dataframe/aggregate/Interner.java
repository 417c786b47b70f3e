package io.quern.dataframe.aggregate;

import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.BinaryType;
import io.quern.dataframe.type.DataType.BooleanType;
import io.quern.dataframe.type.DataType.DateType;
import io.quern.dataframe.type.DataType.DecimalType;
import io.quern.dataframe.type.DataType.FixedBinaryType;
import io.quern.dataframe.type.DataType.FloatingType;
import io.quern.dataframe.type.DataType.IntegerType;
import io.quern.dataframe.type.DataType.StringType;
import io.quern.dataframe.type.DataType.TimeType;
import io.quern.dataframe.type.DataType.TimestampType;

/// Gives equal values of one type the same dense id, 0, 1, 2 … in order of first sight. NaN equals itself, -0.0
/// is 0.0.
sealed interface Interner permits BytesInterner, LongInterner, ObjectInterner {
    static Interner of(DataType type) {
        return switch (type) {
            case StringType _, BinaryType _, DecimalType _, FixedBinaryType _ ->
                new BytesInterner(type, BytesInterner.BYTES_MAX);
            case BooleanType _, IntegerType _, FloatingType _, DateType _, TimeType _, TimestampType _ ->
                new LongInterner(type);
            default -> new ObjectInterner(type);
        };
    }

    /// Of more the slots would be too many for an array.
    int IDS_MAX = 1 << 29;

    /// Id of a row that is not null, of a flat vector.
    int intern(Vector flat, int row);

    /// Id of null.
    int internNull();

    /// Number of ids.
    int size();

    /// The values by id. May share the arrays that ids are still added to, which does not change what it holds.
    Vector values();

    /// Lets go of what [#values] would keep alive beyond the values: nothing is interned any more.
    void trim();

    /// Bytes of the tables.
    long bytes();

    /// Whether so many more values are within what the tables can ever hold.
    ///
    /// @param entries how many values at most
    /// @param payloadBytes bytes of text and the like that they have at most
    default boolean fits(int entries, long payloadBytes) {
        return (long) size() + entries <= IDS_MAX;
    }

    /// At most so many bytes are allocated while values are interned: those of the larger tables as a whole.
    /// Parameters as above.
    long growthBytes(int entries, long payloadBytes);

    /// A capacity that is doubled until it is at least that much.
    static long doubled(long capacity, long needed) {
        long larger = capacity;
        while (larger < needed) {
            larger *= 2;
        }
        return larger;
    }

    /// Negative, 0, or positive as the value of one id is below, equal to or above that of another; null is
    /// last.
    int compare(int left, int right);

    /// Position of each id among all in ascending order of the values, null last.
    default int[] ranks() {
        int[] sorted = IntSort.sorted(size(), this::compare);
        int[] ranks = new int[sorted.length];
        for (int rank = 0; rank < sorted.length; rank++) {
            ranks[sorted[rank]] = rank;
        }
        return ranks;
    }
}
