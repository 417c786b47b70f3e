/// Grouping and aggregation on dense ids. A uniform family: one class an aggregate function, one a kernel of
/// pairs.
///
/// Each key and each value becomes a dense id once a dictionary entry; groups are dense ids of key ids;
/// everything after that is integer work on flat tables. Aggregators belong to one thread.
@NullMarked
package io.quern.dataframe.aggregate;

import org.jspecify.annotations.NullMarked;
