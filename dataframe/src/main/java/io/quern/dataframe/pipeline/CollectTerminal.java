package io.quern.dataframe.pipeline;

import io.quern.core.task.Reservation;
import io.quern.core.task.TaskContext;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.batch.RetainedBytes;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.List;

/// The batches themselves, as a [Partition]. Each is reserved before it is kept, as what it will count in the result.
public record CollectTerminal(Schema schema) implements Terminal {
    private static final String OPERATOR = "collected batches";

    @Override
    public String label() {
        return "";
    }

    @Override
    public Collector open(TaskContext context) {
        return new Collector() {
            private final List<Batch> batches = new ArrayList<>();
            private final RetainedBytes bytes = new RetainedBytes();
            private final Reservation memory = new Reservation(context.memory(), OPERATOR);

            @Override
            public void accept(Batch batch) {
                if (batch.length() > 0) {
                    bytes.add(batch);
                    memory.grow(bytes.sum() - memory.usedBytes());
                    batches.add(batch);
                }
            }

            @Override
            public Object finish() {
                return new Partition(schema, batches);
            }

            @Override
            public void close() {
                memory.close();
            }
        };
    }
}
