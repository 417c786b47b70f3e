package io.quern.core.message;

/// What a peer is let in as.
public enum Role {
    WORKER,
    CLIENT,
    /// Fetches results from a worker; opened by workers and clients.
    TRANSFER
}
