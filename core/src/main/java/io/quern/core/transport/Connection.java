package io.quern.core.transport;

import io.quern.core.message.Message;
import java.util.List;

/// One ordered stream of messages to a peer whose identity is proved. Thread-safe.
public interface Connection {
    /// Name of the peer, from its handshake; for logs.
    String peerName();

    /// Sends a message after all messages sent before it. Does not wait. After the connection closed, messages are
    /// dropped: the listener's `closed` is how one learns of it.
    void send(Message message);

    /// Sends messages in their order, as [#send] does: fewer system calls than one by one.
    default void sendAll(List<? extends Message> messages) {
        messages.forEach(this::send);
    }

    /// Sends what is queued, then closes. The listener is told on both sides.
    void close(String reason);
}
