/// Where the bytes of a file come from. A source is used by one thread at a time.
@NullMarked
package io.quern.dataframe.parquet.source;

import org.jspecify.annotations.NullMarked;
