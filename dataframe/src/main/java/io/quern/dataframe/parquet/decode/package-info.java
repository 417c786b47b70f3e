/// Encodings of values and levels, decoded in batches. A uniform family: one encoding or one type a file. One
/// thread at a time.
@NullMarked
package io.quern.dataframe.parquet.decode;

import org.jspecify.annotations.NullMarked;
