package io.quern.core.transport;

import io.quern.core.message.Role;

/// Decides who listens to a connection that a peer opened and whose handshake succeeded.
@FunctionalInterface
public interface Acceptor {
    /// Must not block; may close the connection at once where its role is not wanted. What the peer sends is given
    /// to the returned listener.
    ConnectionListener accept(Connection connection, Role role);
}
