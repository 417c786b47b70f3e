/// The metadata of a Parquet file as records, as the format stores it. Immutable values.
@NullMarked
package io.quern.dataframe.parquet.footer;

import org.jspecify.annotations.NullMarked;
