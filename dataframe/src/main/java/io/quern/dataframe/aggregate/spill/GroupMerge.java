package io.quern.dataframe.aggregate.spill;

import io.quern.dataframe.aggregate.AggregateFunction.CountDistinct;
import io.quern.dataframe.aggregate.AggregationSpec;
import io.quern.dataframe.aggregate.Finisher;
import io.quern.dataframe.aggregate.GroupOrder;
import io.quern.dataframe.aggregate.KeyHashes;
import io.quern.dataframe.aggregate.MergeAggregator;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.BatchSink;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.type.Schema;
import org.jspecify.annotations.Nullable;

/// Merges partial states into results, in as much memory as it gets.
///
/// It begins with a table. Where that may not grow any more it is written to the disk, split by the keys
/// ([KeyPartitions]), and so is everything that comes later; then each partition is merged by itself, which may
/// split it again by other bits. Groups that have most of the distinct values go to a partition of their own. If
/// that does not fit either, several are split by keys; for one alone that does not help, so it is split by values
/// ([WideGroups]).
///
/// After the first refusal nothing is merged before it is written. So every state is merged in the order of its
/// inputs, whenever memory was refused: sums of floating point numbers come out the same to the last bit, and so do
/// lists.
public final class GroupMerge implements AutoCloseable {
    /// Splits by keys, one after the other, after which one of them holds but one key.
    private static final int LEVELS_MAX = 8;
    /// Whoever has at least one in so many distinct values is a group of its own.
    private static final int LARGE_SHARES = 8;

    private final AggregationSpec spec;
    private final Schema input;
    private final Spilling spilling;
    private final int level;
    private final int largest;
    private final BoundedTable table;
    private @Nullable SpilledGroups spilled;

    /// @param input the schema that the aggregation was declared on, not that of the partial states
    public GroupMerge(AggregationSpec spec, Schema input, Spilling spilling) {
        this(spec, input, spilling, 0, 0);
    }

    /// @param level how often what it gets has been split by keys
    /// @param largest how many groups there are, where it gets the largest ones alone, else 0
    GroupMerge(AggregationSpec spec, Schema input, Spilling spilling, int level, int largest) {
        this.spec = spec;
        this.input = input;
        this.spilling = spilling;
        this.level = level;
        this.largest = largest;
        this.table = new BoundedTable(spec, input, spilling);
    }

    /// Adds a partial state; a group may stand in any number of its rows.
    public void add(Partition partial) {
        KeyHashes hashes = new KeyHashes(spec.keys().size());
        for (Batch batch : partial.batches()) {
            spilling.checkCancelled().run();
            add(batch, hashes);
        }
    }

    private void add(Batch batch, KeyHashes hashes) {
        SpilledGroups target = spilled;
        if (target != null) {
            target.add(batch, hashes);
            return;
        }
        for (Batch left : table.add(batch)) {
            if (spilled == null) {
                spill();
            }
            target = spilled;
            if (target == null) {
                table.add(left);
            } else {
                target.add(left, hashes);
            }
        }
    }

    /// Chooses how to go on, and hands on what is in the table.
    private void spill() {
        MergeAggregator full = table.content();
        boolean isByValues = largest == 1 || (largest > 1 && level == LEVELS_MAX);
        if (!isByValues && (level == LEVELS_MAX || (level > 1 && full.groups() == 1 && !countsDistinct()))) {
            table.force();
            return;
        }
        SpilledGroups target = isByValues
                ? new WideGroups(spec, input, spilling)
                : new KeyPartitions(spec, input, spilling, level + 1, largestKeys(full));
        spilled = target;
        KeyHashes hashes = new KeyHashes(spec.keys().size());
        table.handOn(batch -> target.add(batch, hashes));
    }

    /// Hashes of the keys of groups that are too large for a partition with others; none of several where there are
    /// hardly any others, since any split tells those apart.
    private long[] largestKeys(MergeAggregator full) {
        if (!countsDistinct()) {
            return new long[0];
        }
        Schema keys = new Schema(spec.keys().stream().map(input::field).toList());
        long[] hashes = new KeyHashes(spec.keys().size()).of(full.largest(keys, LARGE_SHARES));
        return hashes.length > 1 && full.groups() <= LARGE_SHARES ? new long[0] : hashes;
    }

    private boolean countsDistinct() {
        return spec.calls().stream().anyMatch(call -> call.function() instanceof CountDistinct);
    }

    /// Hands over the results of everything added. Only [#close] may follow.
    public void finish(GroupOrder order, BatchSink sink) throws Exception {
        SpilledGroups groups = spilled;
        if (groups != null) {
            groups.finish(order, sink);
            return;
        }
        Batch whole = table.content().whole();
        if (order == GroupOrder.ANY) {
            new Finisher(spec, input).finishAsTheyAre(whole, sink);
        } else if (!new Finisher(spec, input).tryFinish(whole, sink)) {
            throw new IllegalStateException("a table has a group twice: " + spec);
        }
    }

    /// Whether anything is on the disk.
    boolean isSpilled() {
        return spilled != null;
    }

    @Override
    public void close() {
        table.close();
        SpilledGroups groups = spilled;
        if (groups != null) {
            groups.close();
        }
    }
}
