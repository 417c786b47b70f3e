package io.quern.dataframe.parquet.footer;

import io.quern.dataframe.parquet.bytes.MalformedException;

/// How the values or levels of a page are written.
public enum Encoding {
    PLAIN(0),
    /// The old name of both what dictionary pages (as [#PLAIN]) and their data pages (as [#RLE_DICTIONARY]) have.
    PLAIN_DICTIONARY(2),
    RLE(3),
    /// Deprecated, for levels only.
    BIT_PACKED(4),
    DELTA_BINARY_PACKED(5),
    DELTA_LENGTH_BYTE_ARRAY(6),
    DELTA_BYTE_ARRAY(7),
    RLE_DICTIONARY(8),
    BYTE_STREAM_SPLIT(9);

    private static final Encoding[] ALL = values();

    private final int number;

    Encoding(int number) {
        this.number = number;
    }

    /// The encoding of the format's number.
    public static Encoding of(int number) {
        for (Encoding encoding : ALL) {
            if (encoding.number == number) {
                return encoding;
            }
        }
        throw new MalformedException("unknown encoding " + number);
    }

    /// Whether values are codes into the dictionary page.
    public boolean isDictionary() {
        return this == PLAIN_DICTIONARY || this == RLE_DICTIONARY;
    }
}
