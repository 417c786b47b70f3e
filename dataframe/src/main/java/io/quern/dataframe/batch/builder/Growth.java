package io.quern.dataframe.batch.builder;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;

/// How arrays under construction grow: by half, up to what a Java array can hold.
final class Growth {
    static final int LENGTH_MAX = Integer.MAX_VALUE - 8;
    private static final int LENGTH_MIN = 16;

    private Growth() {}

    /// The next length of an array of `current` elements that must hold `needed`.
    static int grown(int current, long needed) {
        if (needed > LENGTH_MAX) {
            throw new QuernException(
                    ErrorCode.RESOURCES,
                    "one vector cannot hold " + needed + " elements or bytes, the limit of a Java array is "
                            + LENGTH_MAX + "; use smaller batches");
        }
        long half = (long) current + (current >> 1);
        return (int) Math.min(LENGTH_MAX, Math.max(Math.max(half, needed), LENGTH_MIN));
    }
}
