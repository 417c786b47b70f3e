package io.quern.core.transport;

import io.quern.core.message.Message;

/// Receives what a connection brings. Called by one thread at a time, in order; must not block.
public interface ConnectionListener {
    /// Every message, a [io.quern.core.message.Ping] on a stream of a worker or client too.
    void received(Connection connection, Message message);

    /// Called exactly once, after the last message.
    void closed(Connection connection, String reason);
}
