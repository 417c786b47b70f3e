/// The reader of Thrift's compact protocol, bounded by the bytes it is given.
@NullMarked
package io.quern.dataframe.parquet.thrift;

import org.jspecify.annotations.NullMarked;
