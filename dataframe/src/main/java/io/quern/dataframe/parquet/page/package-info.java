/// Pages of a column chunk: where they lie, their headers, checksums and decompression. One thread at a time.
@NullMarked
package io.quern.dataframe.parquet.page;

import org.jspecify.annotations.NullMarked;
