package io.quern.examples.events;

import org.jspecify.annotations.Nullable;

/// One event.
///
/// @param tsMillis since 1970-01-01T00:00:00 UTC
record PageView(
        @Nullable String url,
        @Nullable String referrer,
        @Nullable String sessionId,
        @Nullable Long tsMillis) {}
