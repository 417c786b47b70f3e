package io.quern.core.runtime;

/// Where times come from. Injected, so that tests and simulations own time. Thread-safe.
public interface Clock {
    /// Nanoseconds since an arbitrary origin; only differences mean something, and it never goes back.
    long nanoTime();

    /// Milliseconds since 1970-01-01T00:00:00Z, as the machine believes; may jump either way. For people and for names,
    /// never for measuring how long something took.
    long wallMillis();
}
