package io.quern.dataframe.json;

/// Writes single values of one vector as JSON.
@FunctionalInterface
interface JsonCells {
    void write(int row, JsonBuffer out);
}
