/// Grouped aggregation whose state does not fit into memory: what is refused goes to the disk in partitions, by
/// hashes of the keys or, for a group that is too large by itself, of the values that are counted.
///
/// Operators belong to the thread of their task; closing one gives memory and files back, whatever happened.
@NullMarked
package io.quern.dataframe.aggregate.spill;

import org.jspecify.annotations.NullMarked;
