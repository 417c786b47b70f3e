package io.quern.dataframe.pipeline;

import io.quern.core.task.TaskContext;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.BatchSink;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.evaluation.BoundExpression;
import io.quern.dataframe.expression.Rounding;
import io.quern.dataframe.plan.NamedExpression;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.List;

/// Computes the columns of each batch anew.
///
/// @param from schema of the batches that come in
/// @param to schema of those that go on
public record ProjectStep(Schema from, List<NamedExpression> columns, Schema to) implements Step {
    public ProjectStep {
        columns = List.copyOf(columns);
    }

    /// `floor` and the like where that is all it computes; nothing where it computes nothing; else `transform`.
    @Override
    public String label() {
        List<NamedExpression> computed =
                columns.stream().filter(column -> !column.isPassed()).toList();
        if (computed.isEmpty()) {
            return "";
        }
        return computed.size() == 1 && computed.getFirst().expression() instanceof Rounding rounding
                ? rounding.operator().toString()
                : "transform";
    }

    @Override
    public BatchSink open(BatchSink next, TaskContext context) {
        List<BoundExpression> bound = columns.stream()
                .map(column -> BoundExpression.bind(column.expression(), from))
                .toList();
        return new BatchSink() {
            @Override
            public void accept(Batch batch) throws Exception {
                List<Vector> vectors = new ArrayList<>(bound.size());
                for (BoundExpression expression : bound) {
                    vectors.add(expression.evaluate(batch));
                }
                next.accept(new Batch(to, batch.length(), vectors));
            }

            @Override
            public boolean isFull() {
                return next.isFull();
            }
        };
    }
}
