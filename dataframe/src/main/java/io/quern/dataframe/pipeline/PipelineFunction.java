package io.quern.dataframe.pipeline;

import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskFunction;
import io.quern.core.task.TaskInputs;
import io.quern.dataframe.batch.BatchSink;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The function of a pipelined stage.
public record PipelineFunction(Source source, List<Step> steps, Terminal terminal) implements TaskFunction<Object> {
    public PipelineFunction {
        steps = List.copyOf(steps);
    }

    @Override
    public Object run(@Nullable Object argument, TaskInputs inputs, TaskContext context) throws Exception {
        Optional<Object> published = terminal.published(context);
        if (published.isPresent()) {
            return published.get();
        }
        try (Terminal.Collector collector = terminal.open(context)) {
            BatchSink sink = collector;
            for (Step step : steps.reversed()) {
                sink = step.open(sink, context);
            }
            source.feed(argument, inputs, context, sink);
            return collector.finish();
        }
    }
}
