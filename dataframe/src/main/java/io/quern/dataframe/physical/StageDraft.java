package io.quern.dataframe.physical;

import io.quern.core.graph.StageInput;
import io.quern.core.task.TaskFunction;
import java.util.List;

/// A stage whose function and arguments are not serialised yet: what plans print.
///
/// @param arguments one for each partition, or empty
record StageDraft(
        String name,
        int partitions,
        boolean isProducer,
        List<StageInput> inputs,
        TaskFunction<Object> function,
        List<?> arguments) {
    StageDraft {
        inputs = List.copyOf(inputs);
        arguments = List.copyOf(arguments);
    }
}
