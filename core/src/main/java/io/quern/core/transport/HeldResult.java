package io.quern.core.transport;

import org.jspecify.annotations.Nullable;

/// A result in memory: the value itself (immutable; null is a value) and its measured size.
public record HeldResult(@Nullable Object value, long sizeBytes) {}
