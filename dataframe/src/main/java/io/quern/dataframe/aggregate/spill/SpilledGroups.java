package io.quern.dataframe.aggregate.spill;

import io.quern.dataframe.aggregate.GroupOrder;
import io.quern.dataframe.aggregate.KeyHashes;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.BatchSink;

/// Where partial state goes that has no room in memory.
sealed interface SpilledGroups extends AutoCloseable permits KeyPartitions, WideGroups {
    /// Adds rows.
    ///
    /// @param hashes for batches of the same origin
    void add(Batch batch, KeyHashes hashes);

    /// Hands over the results of all groups. Only [#close] may follow.
    void finish(GroupOrder order, BatchSink sink) throws Exception;

    @Override
    void close();
}
