package io.quern.core.transport;

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
}
