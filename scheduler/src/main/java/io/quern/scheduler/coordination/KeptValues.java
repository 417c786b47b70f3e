package io.quern.scheduler.coordination;

import io.quern.core.key.ClientId;
import io.quern.core.message.SharedValue;

/// Counts the bytes of the values that queues and variables keep, and holds the results that they refer to.
final class KeptValues {
    private final ResultHolds results;
    private final long bytesMax;
    private long bytes;
    private long count;

    KeptValues(ResultHolds results, long bytesMax) {
        this.results = results;
        this.bytesMax = bytesMax;
    }

    /// @return whether the value fits in; where it does not, nothing is kept
    boolean fits(SharedValue value) {
        return bytes + value.sizeBytes() <= bytesMax;
    }

    /// Keeps a value that fits in.
    ///
    /// @return whether it can be kept: a result has to be known
    boolean keep(SharedValue value) {
        boolean isKept = switch (value) {
            case SharedValue.Bytes _ -> true;
            case SharedValue.Result result -> results.hold(result.task());
        };
        if (isKept) {
            bytes += value.sizeBytes();
            count++;
        }
        return isKept;
    }

    void drop(SharedValue value) {
        bytes -= value.sizeBytes();
        count--;
        if (value instanceof SharedValue.Result result) {
            results.release(result.task());
        }
    }

    /// A client is about to be told a kept value.
    void give(ClientId client, SharedValue value) {
        if (value instanceof SharedValue.Result result) {
            results.holdFor(client, result.task());
        }
    }

    long bytes() {
        return bytes;
    }

    long bytesMax() {
        return bytesMax;
    }

    long count() {
        return count;
    }
}
