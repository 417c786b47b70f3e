package io.quern.scheduler.coordination;

import io.quern.core.message.SharedValue;

/// Compares what is with what must hold, and counts the values that are kept.
final class CoordinationChecks {
    private long values;
    private long bytes;

    void require(boolean holds, LineKind kind, Object name, String complaint) {
        if (!holds) {
            throw new IllegalStateException(kind.object().word() + " " + name + " " + complaint);
        }
    }

    void countValue(SharedValue value) {
        values++;
        bytes += value.sizeBytes();
    }

    long values() {
        return values;
    }

    long bytes() {
        return bytes;
    }
}
