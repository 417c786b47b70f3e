package io.quern.dataframe.pipeline;

import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskMemory;
import io.quern.dataframe.aggregate.AggregationSpec;
import io.quern.dataframe.aggregate.spill.EarlyPartials;
import io.quern.dataframe.aggregate.spill.Spilling;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.type.Schema;

/// The aggregates of the partition's rows, as a partial [io.quern.dataframe.batch.Partition], or for an exchange as one
/// for each part.
///
/// @param from schema of the batches
/// @param parts as many as there are tasks that read them; 1 for no exchange
public record AggregateTerminal(AggregationSpec spec, Schema from, int parts) implements Terminal {
    @Override
    public String label() {
        return "aggregate-chunk";
    }

    @Override
    public Collector open(TaskContext context) {
        TaskMemory memory = context.memory().of(Spilling.OPERATOR);
        EarlyPartials<?> partials = parts == 1
                ? EarlyPartials.ofRows(spec, from, memory)
                : EarlyPartials.ofRowsInParts(spec, from, parts, memory, context::checkCancelled);
        return new Collector() {
            @Override
            public void accept(Batch batch) {
                partials.add(batch);
            }

            @Override
            public Object finish() {
                context.count(Reduction.GROUPS, partials.groups());
                return partials.partial();
            }

            @Override
            public void close() {
                partials.close();
            }
        };
    }
}
