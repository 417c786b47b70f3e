package io.quern.dataframe.aggregate.spill;

import io.quern.dataframe.aggregate.PartialAggregator;

/// The rows of a partial result, as one table after the other hands them on. For one thread.
///
/// @param <R> what the result is
interface PartialRows<R> {
    /// Takes all groups of a table, to which nothing is added any more.
    void take(PartialAggregator table);

    /// Of everything taken.
    long retainedBytes();

    /// Everything taken.
    R result();
}
