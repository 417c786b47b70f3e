package io.quern.dataframe.pipeline;

import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskInputs;
import io.quern.core.task.TaskMemory;
import io.quern.dataframe.aggregate.AggregationSpec;
import io.quern.dataframe.aggregate.Finisher;
import io.quern.dataframe.aggregate.GroupOrder;
import io.quern.dataframe.aggregate.spill.GroupMerge;
import io.quern.dataframe.aggregate.spill.Spilling;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.BatchSink;
import io.quern.dataframe.batch.Concat;
import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.type.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The results of complete aggregates, or of those of which a group may stand in several rows still.
///
/// @param from schema of the rows that were aggregated
public record FinishSource(AggregationSpec spec, Schema from) implements Source {
    /// State as one batch, and its results.
    private static final int COPIES = 2;

    @Override
    public String label() {
        return "";
    }

    @Override
    public void feed(@Nullable Object argument, TaskInputs inputs, TaskContext context, BatchSink sink)
            throws Exception {
        Partition partial = (Partition) Objects.requireNonNull(inputs.single());
        if (partial.batches().isEmpty()) {
            return;
        }
        CancellableSink results = new CancellableSink(sink, context);
        if (!tryFinish(partial, context.memory().of(Spilling.OPERATOR), results)) {
            try (GroupMerge merge = new GroupMerge(spec, from, Spilling.of(context))) {
                merge.add(partial);
                merge.finish(GroupOrder.BY_KEYS, results);
            }
        }
    }

    /// @return false where there is no memory for all groups at once, or one stands in several rows
    private boolean tryFinish(Partition partial, TaskMemory memory, CancellableSink results) throws Exception {
        if (!isOfOneTable(partial)) {
            return false;
        }
        Finisher finisher = new Finisher(spec, from);
        long bytes = COPIES * partial.retainedBytes() + finisher.sortBytes(partial.rows());
        if (!memory.tryReserve(bytes)) {
            return false;
        }
        try {
            return finisher.tryFinish(Concat.batches(partial.batches()), results);
        } finally {
            memory.release(bytes);
        }
    }

    /// Whether no group can stand in two batches: a table has one dictionary for all its keys of a column, and
    /// without keys but one row. What was made in several tables is not worth being joined only to find groups
    /// twice.
    @SuppressWarnings("ReferenceEquality") // batches of a table share the instance
    private boolean isOfOneTable(Partition partial) {
        Batch first = partial.batches().getFirst();
        for (Batch batch : partial.batches()) {
            for (int key = 0; key < spec.keys().size(); key++) {
                if (batch.columns().get(key) instanceof DictionaryVector codes
                        && first.columns().get(key) instanceof DictionaryVector firstCodes
                        && codes.dictionary() != firstCodes.dictionary()) {
                    return false;
                }
            }
        }
        return !spec.keys().isEmpty() || partial.rows() == 1;
    }
}
