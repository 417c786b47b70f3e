package io.quern.dataframe.parquet.convert;

import io.quern.dataframe.batch.Vector;

/// Makes a vector of a logical type of one of a physical type; dictionaries are converted once, whatever refers to
/// them.
public interface Conversion {
    /// @param stored flat: neither a dictionary nor a constant
    /// @throws io.quern.dataframe.parquet.bytes.MalformedException if a value has no place in the logical type
    Vector convert(Vector stored);

    default Conversion then(Conversion next) {
        return stored -> next.convert(convert(stored));
    }
}
