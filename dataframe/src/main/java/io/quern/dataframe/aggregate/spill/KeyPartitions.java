package io.quern.dataframe.aggregate.spill;

import io.quern.dataframe.aggregate.AggregationSpec;
import io.quern.dataframe.aggregate.GroupOrder;
import io.quern.dataframe.aggregate.KeyHashes;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.BatchSink;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Schema;
import java.util.Arrays;
import java.util.List;

/// Groups on the disk, split by a hash of their keys. Each partition is merged by itself into sorted results,
/// which go to the disk too and are merged by their keys at the end, so that results ascend as those of one table
/// do; where the order does not matter they are handed over at once.
final class KeyPartitions implements SpilledGroups {
    private final AggregationSpec spec;
    private final Schema input;
    private final Spilling spilling;
    private final int level;
    private final long[] largestKeys;
    private final SpilledBatches states;
    private final SpilledBatches results;

    /// @param level how often the groups are split by keys, with this time
    /// @param largestKeys hashes of groups that go to the last partition
    KeyPartitions(AggregationSpec spec, Schema input, Spilling spilling, int level, long[] largestKeys) {
        this.spec = spec;
        this.input = input;
        this.spilling = spilling;
        this.level = level;
        this.largestKeys = largestKeys.clone();
        Arrays.sort(this.largestKeys);
        int partitions = spilling.partitions() + 1;
        String at = ", split " + level;
        this.states = new SpilledBatches(
                spec.partialSchema(input), partitions, partitions, spilling, "partial aggregates" + at);
        this.results = new SpilledBatches(spec.resultSchema(input), partitions, 1, spilling, "aggregates" + at);
    }

    @Override
    public void add(Batch batch, KeyHashes hashes) {
        long[] hashOfRow = hashes.of(batch);
        int[] partOfRow = new int[hashOfRow.length];
        for (int row = 0; row < hashOfRow.length; row++) {
            partOfRow[row] = partition(hashOfRow[row]);
        }
        RowParts parts = RowParts.of(partOfRow, spilling.partitions() + 1);
        for (int part = 0; part < parts.size(); part++) {
            if (parts.rows(part) > 0) {
                for (Batch piece :
                        spilling.pieces(parts.of(batch, part), spec.keys().size())) {
                    states.add(part, piece);
                }
            }
        }
    }

    private int partition(long hash) {
        return largestKeys.length > 0 && Arrays.binarySearch(largestKeys, hash) >= 0
                ? spilling.partitions()
                : KeyHashes.part(hash, level, spilling.partitions());
    }

    @Override
    public void finish(GroupOrder order, BatchSink sink) throws Exception {
        states.flush();
        List<Integer> used = states.used();
        if (used.size() == 1 || order == GroupOrder.ANY) {
            for (int i = 0; i < used.size() && !sink.isFull(); i++) {
                merge(used.get(i), order, sink);
            }
            return;
        }
        for (int partition : used) {
            merge(partition, order, batch -> results.add(partition, batch));
            results.flush();
        }
        states.close();
        List<DataType> keyTypes =
                spec.keys().stream().map(key -> input.field(key).type()).toList();
        new ResultMerge(results, keyTypes, spilling).merge(sink);
    }

    private void merge(int partition, GroupOrder order, BatchSink sink) throws Exception {
        int largest = partition == spilling.partitions() ? largestKeys.length : 0;
        try (GroupMerge merge = new GroupMerge(spec, input, spilling, level, largest)) {
            for (int block = 0; block < states.blocks(partition); block++) {
                merge.add(states.read(partition, block));
            }
            merge.finish(order, sink);
        }
    }

    @Override
    public void close() {
        try {
            states.close();
        } finally {
            results.close();
        }
    }
}
