package io.quern.dataframe.aggregate.spill;

import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskMemory;
import io.quern.dataframe.batch.Batch;
import java.util.List;

/// How an operator spills.
///
/// @param memory of its task
/// @param partitions into which state is split at once
/// @param blockBytes of what is written at once, before compression; a row that is larger is a block by itself
/// @param elementsMax groups and elements of their lists that are handled at once
/// @param leastTableBytes a smaller table is not worth splitting: there has to be memory for it
/// @param checkCancelled called now and then
public record Spilling(
        TaskMemory memory,
        int partitions,
        int blockBytes,
        int elementsMax,
        long leastTableBytes,
        Runnable checkCancelled) {
    /// Under which its memory is shown.
    public static final String OPERATOR = "aggregation";

    private static final int PARTITIONS = 16;
    static final int BLOCK_BYTES = 1 << 17;
    static final int ELEMENTS_MAX = 1 << 13;
    static final long LEAST_TABLE_BYTES = 1 << 20;

    /// Pieces of a batch of state that are handled at once ([RowPieces]).
    List<Batch> pieces(Batch batch, int keyCount) {
        return RowPieces.of(batch, keyCount, elementsMax, blockBytes);
    }

    public static Spilling of(TaskContext context) {
        return new Spilling(
                context.memory().of(OPERATOR),
                PARTITIONS,
                BLOCK_BYTES,
                ELEMENTS_MAX,
                LEAST_TABLE_BYTES,
                context::checkCancelled);
    }
}
