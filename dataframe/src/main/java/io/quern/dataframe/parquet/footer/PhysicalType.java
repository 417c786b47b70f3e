package io.quern.dataframe.parquet.footer;

import io.quern.dataframe.parquet.bytes.MalformedException;

/// How the values of a leaf column are stored. In the order of the format's numbers.
public enum PhysicalType {
    BOOLEAN,
    INT32,
    INT64,
    /// A deprecated timestamp: nanoseconds of the day in 8 bytes, then the Julian day in 4.
    INT96,
    FLOAT,
    DOUBLE,
    BYTE_ARRAY,
    FIXED_LEN_BYTE_ARRAY;

    private static final PhysicalType[] BY_NUMBER = values();

    static PhysicalType of(int number) {
        if (number < 0 || number >= BY_NUMBER.length) {
            throw new MalformedException("unknown physical type " + number);
        }
        return BY_NUMBER[number];
    }
}
