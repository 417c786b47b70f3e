package io.quern.dataframe.batch;

import java.util.SplittableRandom;
import java.util.function.Consumer;

/// Runs a property under many random sources. A failure names its seed; `-Dtest.flags=-Dseed=N` runs that one alone.
public final class Seeds {
    private static final long FIRST = 1;

    private Seeds() {}

    public static void run(int count, Consumer<SplittableRandom> property) {
        Long only = Long.getLong("seed");
        long first = only == null ? FIRST : only;
        long last = only == null ? FIRST + count - 1 : only;
        for (long seed = first; seed <= last; seed++) {
            try {
                property.accept(new SplittableRandom(seed));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + " (rerun it with -Dtest.flags=-Dseed=" + seed + "): " + e, e);
            }
        }
    }
}
