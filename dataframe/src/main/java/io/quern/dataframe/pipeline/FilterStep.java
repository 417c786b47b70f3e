package io.quern.dataframe.pipeline;

import io.quern.core.task.TaskContext;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.BatchSink;
import io.quern.dataframe.batch.Selection;
import io.quern.dataframe.evaluation.BoundCondition;
import io.quern.dataframe.expression.Expression;
import io.quern.dataframe.type.Schema;

/// Keeps the rows for which the condition is true.
///
/// @param from schema of the batches
public record FilterStep(Schema from, Expression condition) implements Step {
    @Override
    public String label() {
        return "filter";
    }

    @Override
    public BatchSink open(BatchSink next, TaskContext context) {
        BoundCondition bound = BoundCondition.bind(condition, from);
        return new BatchSink() {
            @Override
            public void accept(Batch batch) throws Exception {
                Selection selection = bound.select(batch);
                if (selection.count() > 0) {
                    next.accept(selection.of(batch));
                }
            }

            @Override
            public boolean isFull() {
                return next.isFull();
            }
        };
    }
}
