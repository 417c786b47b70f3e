package io.quern.worker.code;

import io.quern.core.graph.Payload;
import io.quern.core.value.Functions;
import io.quern.core.value.ValueCodecs;
import org.jspecify.annotations.Nullable;

/// The classes of a job, and what reads and writes instances of them. Thread-safe.
public final class JobCode {
    private final ClassLoader classes;
    private final Functions functions;
    private final ValueCodecs codecs;

    JobCode(ClassLoader classes) {
        this.classes = classes;
        this.functions = Functions.of(classes);
        this.codecs = ValueCodecs.load(functions, classes);
    }

    /// Finds the job's classes.
    public ClassLoader classes() {
        return classes;
    }

    /// For the job's results.
    public ValueCodecs codecs() {
        return codecs;
    }

    /// Reads a function or an argument of the job; null for a payload without bytes.
    ///
    /// @throws io.quern.core.error.QuernException where it cannot be read
    public @Nullable Object read(Payload payload) {
        return payload.sizeBytes() == 0 ? null : functions.deserialize(payload, classes);
    }
}
