/// From values as they are stored to vectors of their logical type, and from one unit of time to another. Stateless.
@NullMarked
package io.quern.dataframe.parquet.convert;

import org.jspecify.annotations.NullMarked;
