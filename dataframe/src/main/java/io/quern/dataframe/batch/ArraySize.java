package io.quern.dataframe.batch;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;

/// The limit that Java sets to one array, and so to one vector.
final class ArraySize {
    private static final int LENGTH_MAX = Integer.MAX_VALUE - 8;

    private ArraySize() {}

    /// @param what counted things, for the message
    static int checked(long size, String what) {
        if (size > LENGTH_MAX) {
            throw new QuernException(
                    ErrorCode.RESOURCES,
                    "one vector cannot hold " + size + " " + what + ", the limit of a Java array is " + LENGTH_MAX
                            + "; use smaller batches");
        }
        return (int) size;
    }
}
