package io.quern.core.task;

import java.util.List;

/// What one run wrote, as far as it was kept.
///
/// @param attempt number of the attempt, for people: the first is 1
/// @param worker name of the worker that ran it
/// @param lines in the order in which they were written
public record RunOutput(int attempt, String worker, List<OutputLine> lines) {
    public RunOutput {
        lines = List.copyOf(lines);
    }
}
