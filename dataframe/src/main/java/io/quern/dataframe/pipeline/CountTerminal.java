package io.quern.dataframe.pipeline;

import io.quern.core.task.TaskContext;
import io.quern.dataframe.batch.Batch;

/// The number of rows, as a `Long`.
public record CountTerminal() implements Terminal {
    @Override
    public String label() {
        return "count";
    }

    @Override
    public boolean dependsOnOrder() {
        return false;
    }

    @Override
    public Collector open(TaskContext context) {
        return new Collector() {
            private long rows;

            @Override
            public void accept(Batch batch) {
                rows += batch.length();
            }

            @Override
            public Object finish() {
                return rows;
            }
        };
    }
}
