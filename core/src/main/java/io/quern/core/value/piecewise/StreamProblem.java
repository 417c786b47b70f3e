package io.quern.core.value.piecewise;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// What a stream threw, kept for its owner: a serialiser between the two wraps it in exceptions of its own.
final class StreamProblem {
    private @Nullable Exception problem;

    void keep(Exception thrown) {
        problem = thrown;
    }

    /// Throws what was kept, if there is something.
    ///
    /// @param seen what its owner got instead
    void rethrow(Exception seen) throws IOException {
        if (problem != null && !problem.equals(seen)) {
            problem.addSuppressed(seen);
        }
        switch (problem) {
            case null -> {
                // The stream is not to blame.
            }
            case IOException io -> throw io;
            case RuntimeException runtime -> throw runtime;
            default -> throw new IllegalStateException(problem);
        }
    }
}
