/// The Parquet reader: files in, batches with dictionaries out. [ParquetFooter] and [RowGroupReader] are the
/// entry points; a reader is used by one thread at a time, a footer is an immutable value.
@NullMarked
package io.quern.dataframe.parquet;

import org.jspecify.annotations.NullMarked;
