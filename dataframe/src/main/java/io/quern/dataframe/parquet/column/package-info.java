/// Columns of a row group: pages in, vectors out. One thread at a time.
@NullMarked
package io.quern.dataframe.parquet.column;

import org.jspecify.annotations.NullMarked;
