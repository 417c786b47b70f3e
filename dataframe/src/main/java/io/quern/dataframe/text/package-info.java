/// Text lines, read and written: one column `value` of type string.
///
/// A line ends with `\n` or `\r\n`, which are not part of it; the last one need not. A byte order mark at the
/// start of a file is skipped. Bytes that are not UTF-8 become U+FFFD, so that every string in a frame is
/// UTF-8. Files that begin like gzip are unpacked, whatever their name.
@NullMarked
package io.quern.dataframe.text;

import org.jspecify.annotations.NullMarked;
