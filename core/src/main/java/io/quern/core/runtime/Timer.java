package io.quern.core.runtime;

/// A delayed event that has not come yet, perhaps.
public interface Timer {
    /// Takes the event back. Does nothing where it has already been handed to the handler, or was taken back before.
    void cancel();
}
