package io.quern.bench.memory;

import io.quern.bench.daemon.Place;
import io.quern.core.runtime.Clock;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What all points are measured with.
///
/// @param work folder for data, logs and output
/// @param place where workers and peers run
/// @param scale share of the rows, bytes, tasks or jobs that are asked for
/// @param sparkHome folder of Apache Spark; null where it is not measured
/// @param longest time for one job, after which it counts as one that hangs
record Setup(
        Path work, Place place, double scale, @Nullable Path sparkHome, Duration longest, Clock clock, Report report) {
    /// So much of what is asked for, rounded to whole ones.
    long scaled(long whole, long least) {
        return Math.max(least, Math.round(whole * scale));
    }
}
