package io.quern.dataframe.pipeline;

import io.quern.core.graph.Payload;
import io.quern.core.graph.StageInput;
import io.quern.core.graph.StageSpec;
import java.util.List;

/// A stage that a planner appends as it was lowered by the client: its function and arguments are serialised, and
/// travel within the planner's own function. The arrays are owned, not copied.
public record LaterStage(
        int id,
        String name,
        int partitions,
        boolean isProducer,
        List<StageInput> inputs,
        byte[] function,
        List<byte[]> arguments) {
    public LaterStage {
        inputs = List.copyOf(inputs);
        arguments = List.copyOf(arguments);
    }

    public static LaterStage of(StageSpec stage) {
        return new LaterStage(
                stage.id(),
                stage.name(),
                stage.partitions(),
                stage.isProducer(),
                stage.inputs(),
                stage.function().bytes(),
                stage.arguments().stream().map(Payload::bytes).toList());
    }

    StageSpec toSpec() {
        return new StageSpec(
                id,
                name,
                partitions,
                isProducer,
                inputs,
                Payload.of(function),
                arguments.stream().map(Payload::of).toList());
    }
}
