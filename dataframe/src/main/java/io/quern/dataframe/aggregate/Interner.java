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
            case StringType _, BinaryType _, DecimalType _, FixedBinaryType _ -> new BytesInterner(type);
            case BooleanType _, IntegerType _, FloatingType _, DateType _, TimeType _, TimestampType _ ->
                new LongInterner(type);
            default -> new ObjectInterner(type);
        };
    }

    /// Id of a row that is not null, of a flat vector.
    int intern(Vector flat, int row);

    /// Id of null.
    int internNull();

    /// Number of ids.
    int size();

    /// The values by id.
    Vector values();

    /// Negative, 0, or positive as the value of one id is below, equal to or above that of another; null is
    /// last.
    int compare(int left, int right);

    /// A hash of the value of an id: equal values have the same one, in every process and whatever else was
    /// interned.
    long hash(int id);

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
