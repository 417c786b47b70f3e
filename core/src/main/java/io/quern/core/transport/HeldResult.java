package io.quern.core.transport;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.task.Parts;
import io.quern.core.value.ValueCodecs;
import org.jspecify.annotations.Nullable;

/// A result in memory: the value itself (immutable; null is a value) and its measured size.
///
/// @param codecs write it, where its classes are those of a code set; null: those of the transport do
public record HeldResult(
        @Nullable Object value, long sizeBytes, @Nullable ValueCodecs codecs) {
    /// A result of classes that the whole process has.
    public HeldResult(@Nullable Object value, long sizeBytes) {
        this(value, sizeBytes, null);
    }

    /// One of its parts. As its size stands an even share, since parts are not measured one by one.
    ///
    /// @throws QuernException INTERNAL where it has no such part
    public HeldResult part(int part) {
        if (!(value instanceof Parts parts) || part < 0 || part >= parts.size()) {
            throw new QuernException(
                    ErrorCode.INTERNAL,
                    "part " + part + " is wanted of a result that is "
                            + (value instanceof Parts parts ? parts.size() + " parts" : "not in parts"));
        }
        return new HeldResult(parts.get(part), sizeBytes / parts.size(), codecs);
    }
}
