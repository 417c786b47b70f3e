package io.quern.dataframe.pipeline;

import io.quern.core.task.Reservation;
import io.quern.core.task.TaskContext;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.BatchSink;
import io.quern.dataframe.plan.BatchFunction;

/// Rows mapped by code of the user's. What it makes of a batch is reserved until that has gone on its way; up to 2 MiB
/// stay reserved for the next ones until the run ends.
public record MapStep(BatchFunction function) implements Step {
    private static final String OPERATOR = "mapped rows";

    @Override
    public String label() {
        return "map";
    }

    @Override
    public BatchSink open(BatchSink next, TaskContext context) {
        Reservation memory = new Reservation(context.memory(), OPERATOR);
        BatchSink made = new CancellableSink(next, context);
        return new BatchSink() {
            @Override
            public void accept(Batch batch) throws Exception {
                function.apply(batch, memory, made);
            }

            @Override
            public boolean isFull() {
                return next.isFull();
            }
        };
    }
}
