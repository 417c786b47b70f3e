package io.quern.dataframe.parquet.decode;

/// The byte strings of a page.
interface BytesDecoder {
    /// Decodes the next strings to the places from `at` on, for whose offsets there is room.
    void read(BytesBuffer out, int at, int count);
}
