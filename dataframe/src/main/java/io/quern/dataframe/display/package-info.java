/// Rows as a table for people. Pure: text in, text out; what the terminal can do is told by the caller.
@NullMarked
package io.quern.dataframe.display;

import org.jspecify.annotations.NullMarked;
