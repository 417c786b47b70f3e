package io.quern.dataframe.pipeline;

import io.quern.core.task.TaskContext;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.output.AttemptWriter;
import io.quern.dataframe.output.OutputTarget;
import io.quern.dataframe.type.Schema;
import java.io.IOException;
import java.util.Optional;

/// One file, staged and granted; the result is its [io.quern.dataframe.output.OutputManifest].
public record WriteTerminal(OutputTarget target, Schema schema) implements Terminal {
    @Override
    public String label() {
        return "write";
    }

    @Override
    public Optional<Object> published(TaskContext context) throws Exception {
        return AttemptWriter.published(target, context).map(manifest -> manifest);
    }

    @Override
    public Collector open(TaskContext context) throws Exception {
        AttemptWriter attempt = AttemptWriter.start(target, schema, context);
        return new Collector() {
            @Override
            public void accept(Batch batch) throws Exception {
                context.checkCancelled();
                attempt.write(batch);
                context.count("rows-written", batch.length());
            }

            @Override
            public Object finish() throws Exception {
                return attempt.publish();
            }

            @Override
            public void close() throws IOException {
                attempt.close();
            }
        };
    }
}
