package io.quern.dataframe.batch;

import io.quern.dataframe.type.DataType;

/// The values of one column for the rows of one batch, immutable once made.
///
/// Arrays start at row 0 and may be longer than the vector; they are owned, not copied: whoever makes a vector
/// gives its arrays up. At a null row the value array holds anything.
///
/// | type | vector |
/// |---|---|
/// | boolean | [BooleanVector] |
/// | int8, int16, int32, uint8, uint16, date, time(s, ms) | [IntVector] |
/// | int64, uint32, uint64 (as bits), time(us, ns), timestamp | [LongVector] |
/// | float | [FloatVector] |
/// | double | [DoubleVector] |
/// | string, binary | [BytesVector] |
/// | binary(n), decimal (little-endian two's complement, 16 or 32 bytes) | [FixedBytesVector] |
/// | list, struct, map | [ListVector], [StructVector], [MapVector] |
/// | null | [NullVector] |
/// | object | [ObjectVector] |
/// | any | [ConstantVector], [DictionaryVector] |
public sealed interface Vector
        permits NullVector,
                BooleanVector,
                IntVector,
                LongVector,
                FloatVector,
                DoubleVector,
                BytesVector,
                FixedBytesVector,
                ListVector,
                StructVector,
                MapVector,
                ObjectVector,
                ConstantVector,
                DictionaryVector {
    DataType type();

    int length();

    /// Null rows of this vector itself; for a dictionary vector also codes that point at a null entry count as null
    /// in [#isNull], but not here.
    Validity validity();

    default boolean isNull(int row) {
        return validity().isNull(row);
    }

    /// Bytes of the arrays this vector keeps alive. Shared dictionaries are counted by each vector that holds them.
    long retainedBytes();
}
