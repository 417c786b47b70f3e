package io.quern.core.message;

/// What a peer is let in as. Each role has a token of its own.
public enum Role {
    /// Runs tasks, for a scheduler.
    WORKER,
    /// Submits jobs to a scheduler.
    CLIENT,
    /// Asks a scheduler what goes on, and changes nothing.
    VIEWER,
    /// Fetches results from a worker; opened by workers and clients.
    TRANSFER
}
