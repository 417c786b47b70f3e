package io.quern.core.message;

import io.quern.core.graph.Payload;
import io.quern.core.key.TaskKey;

/// What a queue holds many of and a variable one: small things, for it passes through the scheduler and stays
/// there.
public sealed interface SharedValue {
    /// Bytes that the scheduler keeps for it.
    int sizeBytes();

    /// An encoded value.
    ///
    /// @param payload at most [#BYTES_MAX] bytes
    record Bytes(Payload payload) implements SharedValue {
        public static final int BYTES_MAX = 1024 * 1024;

        public Bytes {
            if (payload.sizeBytes() > BYTES_MAX) {
                throw new IllegalArgumentException("a shared value of " + payload.sizeBytes()
                        + " bytes is larger than the limit, " + BYTES_MAX
                        + " bytes; put large data into files or results of tasks, and share their names");
            }
        }

        @Override
        public int sizeBytes() {
            return payload.sizeBytes();
        }
    }

    /// The result of a task, which stays with the workers that hold it.
    record Result(TaskKey task) implements SharedValue {
        @Override
        public int sizeBytes() {
            return 0;
        }
    }
}
