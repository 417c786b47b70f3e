package io.quern.dataframe.parquet.footer;

import io.quern.dataframe.parquet.bytes.MalformedException;

/// Whether a field may be absent, or be there many times. In the order of the format's numbers.
public enum Repetition {
    REQUIRED,
    OPTIONAL,
    REPEATED;

    private static final Repetition[] BY_NUMBER = values();

    static Repetition of(int number) {
        if (number < 0 || number >= BY_NUMBER.length) {
            throw new MalformedException("unknown repetition " + number);
        }
        return BY_NUMBER[number];
    }
}
