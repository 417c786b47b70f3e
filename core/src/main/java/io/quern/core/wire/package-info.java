/// How control messages become bytes: one codec a message family, over a small bounded reader and writer.
///
/// A frame is the type of its message, one byte, then the fields of the record in their order. A change to any of them
/// needs a new [io.quern.core.wire.Protocol#VERSION]; golden bytes in the tests hold the layout.
///
/// | Element | Layout |
/// |---|---|
/// | count, size, small number | unsigned LEB128, at most 5 bytes (10 for long) |
/// | number that may be negative | zigzag, then LEB128 |
/// | id | 8 bytes, big-endian |
/// | text | size in bytes, then UTF-8 |
/// | bytes | size, then the bytes |
/// | list, map | count, then the elements |
/// | enum, sealed family | one byte |
/// | boolean | one byte, 0 or 1 |
///
/// More than 20 files: the codecs are a uniform family, one a message family.
@NullMarked
package io.quern.core.wire;

import org.jspecify.annotations.NullMarked;
