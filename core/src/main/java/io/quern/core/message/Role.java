package io.quern.core.message;

/// What a peer is let in as. Each role has a token of its own.
public enum Role {
    /// Runs tasks, for a scheduler.
    WORKER,
    /// Submits jobs and tasks to a scheduler; also a task that submits tasks, from its worker.
    CLIENT,
    /// Asks a scheduler what goes on, and changes nothing.
    VIEWER,
    /// Moves results from workers, and code from and to a scheduler; opened by workers and clients.
    TRANSFER
}
