package io.quern.worker.nanny;

import java.time.Duration;

/// How a nanny behaves.
///
/// @param name of the worker, for people
/// @param restartsMax starts after a death within `restartsWindow`; one more and the nanny gives up
/// @param restartsWindow see `restartsMax`
/// @param backOffFirst wait before the first restart; it doubles with each further one
/// @param backOffMax the longest wait
/// @param stopGrace how long a worker that is asked to stop may take before it is killed
/// @param stderrLinesMax last lines of its standard error that are remembered
/// @param memoryMaxBytes what its process may have in memory before it is killed, the last resort before the system
///     does that ([ProcessMemory]); `Long.MAX_VALUE`: not watched
public record NannyOptions(
        String name,
        int restartsMax,
        Duration restartsWindow,
        Duration backOffFirst,
        Duration backOffMax,
        Duration stopGrace,
        int stderrLinesMax,
        long memoryMaxBytes) {
    /// Five restarts a minute, after 200 ms to 5 s; 10 seconds to stop; 50 lines.
    ///
    /// @param memoryMaxBytes see [NannyOptions]
    public static NannyOptions of(String name, long memoryMaxBytes) {
        return new NannyOptions(
                name,
                5,
                Duration.ofMinutes(1),
                Duration.ofMillis(200),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                50,
                memoryMaxBytes);
    }

    /// The same, starting it again so often within that time.
    public NannyOptions withRestarts(int max, Duration window) {
        return new NannyOptions(name, max, window, backOffFirst, backOffMax, stopGrace, stderrLinesMax, memoryMaxBytes);
    }

    /// The same, waiting so long before it starts it again.
    public NannyOptions withBackOff(Duration first, Duration max) {
        return new NannyOptions(
                name, restartsMax, restartsWindow, first, max, stopGrace, stderrLinesMax, memoryMaxBytes);
    }

    /// The same, with another time to stop.
    public NannyOptions withStopGrace(Duration grace) {
        return new NannyOptions(
                name, restartsMax, restartsWindow, backOffFirst, backOffMax, grace, stderrLinesMax, memoryMaxBytes);
    }

    /// The same, remembering so many lines.
    public NannyOptions withStderrLinesMax(int lines) {
        return new NannyOptions(
                name, restartsMax, restartsWindow, backOffFirst, backOffMax, stopGrace, lines, memoryMaxBytes);
    }
}
