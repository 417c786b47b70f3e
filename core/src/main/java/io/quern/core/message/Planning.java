package io.quern.core.message;

import io.quern.core.task.OutputMeasure;
import java.util.List;

/// What a planner is told besides its inputs.
///
/// @param nextStage id of the first stage that it may append
/// @param measured for each of its inputs that is [io.quern.core.graph.StageInput.Measured], what is known of it
public record Planning(int nextStage, List<MeasuredInput> measured) {
    public Planning {
        measured = List.copyOf(measured);
    }

    /// What is known of the outputs behind one input.
    ///
    /// @param input index among the inputs of the stage
    /// @param outputs in their order; those whose counters are known have all the same ones
    public record MeasuredInput(int input, List<OutputMeasure> outputs) {
        public MeasuredInput {
            outputs = List.copyOf(outputs);
        }
    }
}
