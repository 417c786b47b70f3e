package io.quern.dataframe.pipeline;

import io.quern.core.task.TaskContext;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.List;

/// The batches themselves, as a [Partition].
public record CollectTerminal(Schema schema) implements Terminal {
    @Override
    public String label() {
        return "";
    }

    @Override
    public Collector open(TaskContext context) {
        return new Collector() {
            private final List<Batch> batches = new ArrayList<>();

            @Override
            public void accept(Batch batch) {
                if (batch.length() > 0) {
                    batches.add(batch);
                }
            }

            @Override
            public Object finish() {
                return new Partition(schema, batches);
            }
        };
    }
}
