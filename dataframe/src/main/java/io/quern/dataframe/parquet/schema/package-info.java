/// The columns of a Parquet file as a tree of our types, with the levels that nest them. Immutable values.
@NullMarked
package io.quern.dataframe.parquet.schema;

import org.jspecify.annotations.NullMarked;
