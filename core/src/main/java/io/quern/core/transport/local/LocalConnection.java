package io.quern.core.transport.local;

import io.quern.core.message.Message;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One end of a stream inside this JVM. What it sends waits in the [Inbox] of the other end.
///
/// Closing puts the end mark into both inboxes: what was sent before is still delivered, what comes later is dropped.
final class LocalConnection implements Connection {
    private final String peerName;
    private final Inbox inbox;
    // Set once, before either end is given away.
    private @Nullable LocalConnection peer;

    private LocalConnection(String peerName, Executor delivery, Consumer<LocalConnection> onClosed) {
        this.peerName = peerName;
        this.inbox = new Inbox(this, delivery, () -> onClosed.accept(this));
    }

    /// Makes two connected ends.
    ///
    /// @param openerName what the accepting end sees as its peer
    /// @param acceptorName what the opening end sees as its peer
    /// @return the opening end; [#peer()] is the accepting one
    static LocalConnection pair(
            String openerName, String acceptorName, Executor delivery, Consumer<LocalConnection> onClosed) {
        LocalConnection opener = new LocalConnection(acceptorName, delivery, onClosed);
        LocalConnection acceptor = new LocalConnection(openerName, delivery, onClosed);
        opener.peer = acceptor;
        acceptor.peer = opener;
        return opener;
    }

    LocalConnection peer() {
        if (peer == null) {
            throw new IllegalStateException("this end to " + peerName + " has not been connected");
        }
        return peer;
    }

    void listen(ConnectionListener listener) {
        inbox.open(listener);
    }

    @Override
    public String peerName() {
        return peerName;
    }

    @Override
    public void send(Message message) {
        if (!inbox.isClosed()) {
            peer().inbox.add(message);
        }
    }

    @Override
    public void close(String reason) {
        peer().inbox.close(reason);
        inbox.close(reason);
    }
}
