package io.quern.dataframe.parquet.column;

/// Entries of a leaf column, those of whole rows. The arrays may be longer, and belong to [LeafLevels].
record LevelBatch(byte[] definitions, byte[] repetitions, int entries) {
    /// Whether entry `i` begins a place within lists of this repetition level, which is there from this definition
    /// level on.
    ///
    /// At level 0 places are rows; in a list they are its elements, null or not.
    boolean isPlace(int i, int repetition, int definition) {
        return repetitions[i] <= repetition && definitions[i] >= definition;
    }

    int places(int repetition, int definition) {
        int count = 0;
        for (int i = 0; i < entries; i++) {
            count += isPlace(i, repetition, definition) ? 1 : 0;
        }
        return count;
    }
}
