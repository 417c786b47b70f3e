/// Little-endian reads from byte arrays, and the error of bytes that are not what the format says.
@NullMarked
package io.quern.dataframe.parquet.bytes;

import org.jspecify.annotations.NullMarked;
