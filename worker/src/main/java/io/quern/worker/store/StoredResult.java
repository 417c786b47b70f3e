package io.quern.worker.store;

import io.quern.core.transport.HeldResult;
import io.quern.worker.code.CodeUse;
import io.quern.worker.code.JobCode;
import org.jspecify.annotations.Nullable;

/// A result and the code that its classes are of, which is in use for as long as the result is held.
public record StoredResult(HeldResult result, CodeUse code) {
    /// The value, as a run of that code knows it.
    ///
    /// @throws io.quern.core.error.QuernException USER where it is of classes that the reader does not have
    public @Nullable Object readBy(JobCode reader) throws InterruptedException {
        return reader.take(result.value(), code.await());
    }
}
