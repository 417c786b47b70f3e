package io.quern.client.future;

/// How long futures are waited for.
public enum AwaitUntil {
    /// Until the first of them has ended.
    FIRST,
    /// Until all of them have ended.
    ALL
}
