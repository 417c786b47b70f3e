/// Where a frame's data comes from: paths and masks, hive-style folders, the files behind them and how tasks share
/// them.
/// Immutable values; look-ups block on the file system.
@NullMarked
package io.quern.dataframe.source;

import org.jspecify.annotations.NullMarked;
