package io.quern.worker.nanny;

import java.time.Duration;
import java.util.List;

/// What a nanny tells whoever started it. Told on its own threads, in order of what happened to the process.
public sealed interface NannyReport {
    /// The worker's process runs.
    record Started(long pid) implements NannyReport {}

    /// One line of the worker's output, without its end.
    record Line(boolean isError, String text) implements NannyReport {}

    /// The worker's process ended without being asked to.
    ///
    /// @param lastErrorLines what it last wrote to standard error, oldest first
    record Died(long pid, ChildExit exit, Duration ran, List<String> lastErrorLines) implements NannyReport {
        public Died {
            lastErrorLines = List.copyOf(lastErrorLines);
        }
    }
}
