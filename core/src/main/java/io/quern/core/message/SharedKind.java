package io.quern.core.message;

import java.util.Locale;

/// Kinds of objects that programs share through the scheduler.
public enum SharedKind {
    LOCK,
    SEMAPHORE,
    EVENT,
    QUEUE,
    VARIABLE;

    /// The kind as people write it, such as `queue`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
