package io.quern.examples.events;

import io.quern.core.error.QuernException;
import java.nio.file.Path;

/// What to generate.
///
/// @param rows of the whole data set
/// @param filesPerHour files of one customer in one hour; for `shuffled`, a 24th of all files
/// @param customers 1 for `seed`
/// @param output folder that does not exist yet or is empty
public record EventsOptions(long rows, int filesPerHour, int customers, EventsProfile profile, long seed, Path output) {
    private static final int COUNT_MAX = 10_000;

    /// @throws QuernException if a number is out of range; names option, value and range
    public EventsOptions {
        check("--rows", rows, Long.MAX_VALUE);
        check("--files-per-hour", filesPerHour, COUNT_MAX);
        check("--customers", customers, profile == EventsProfile.SEED ? 1 : COUNT_MAX);
    }

    private static void check(String option, long value, long max) {
        if (value < 1 || value > max) {
            throw QuernException.user(option + " " + value + " is out of range: give "
                    + (max == 1 ? "1, as this profile has one customer" : "1 to " + max));
        }
    }
}
