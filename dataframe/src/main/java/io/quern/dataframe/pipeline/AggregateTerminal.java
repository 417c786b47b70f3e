package io.quern.dataframe.pipeline;

import io.quern.core.task.TaskContext;
import io.quern.dataframe.aggregate.AggregationSpec;
import io.quern.dataframe.aggregate.spill.EarlyPartials;
import io.quern.dataframe.aggregate.spill.Spilling;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.type.Schema;

/// The aggregates of the partition's rows, as a partial [io.quern.dataframe.batch.Partition].
///
/// @param from schema of the batches
public record AggregateTerminal(AggregationSpec spec, Schema from) implements Terminal {
    @Override
    public String label() {
        return "aggregate-chunk";
    }

    @Override
    public Collector open(TaskContext context) {
        EarlyPartials partials =
                EarlyPartials.ofRows(spec, from, context.memory().of(Spilling.OPERATOR));
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
