package io.quern.dataframe.pipeline;

import io.quern.core.task.Reservation;
import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskInputs;
import io.quern.dataframe.arrow.PartitionCodec;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.BatchSink;
import io.quern.dataframe.batch.Partition;
import java.io.ByteArrayInputStream;
import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Rows that the program made.
public record RecordSource() implements Source {
    /// The argument of its one task: the rows as Arrow IPC.
    public record EncodedRows(byte[] arrow) implements Serializable {}

    @Override
    public String label() {
        return "records";
    }

    @Override
    public void feed(@Nullable Object argument, TaskInputs inputs, TaskContext context, BatchSink sink)
            throws Exception {
        byte[] arrow = ((EncodedRows) Objects.requireNonNull(argument)).arrow();
        try (Reservation memory = new Reservation(context.memory(), "records")) {
            memory.grow(arrow.length);
            Partition partition = (Partition) new PartitionCodec().decode(new ByteArrayInputStream(arrow));
            memory.grow(Math.max(0, partition.retainedBytes() - arrow.length));
            for (Batch batch : partition.batches()) {
                if (sink.isFull()) {
                    return;
                }
                sink.accept(batch);
            }
        }
    }
}
