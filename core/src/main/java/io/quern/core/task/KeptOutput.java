package io.quern.core.task;

import java.util.List;

/// What a worker has of the output of one task.
///
/// @param isCaptured whether it takes in what tasks write at all
/// @param runs those that wrote something and are not forgotten, by attempt
public record KeptOutput(boolean isCaptured, List<RunOutput> runs) {
    /// Of somebody who lets tasks write where the program's own output goes.
    public static final KeptOutput UNCAPTURED = new KeptOutput(false, List.of());

    public KeptOutput {
        runs = List.copyOf(runs);
    }
}
