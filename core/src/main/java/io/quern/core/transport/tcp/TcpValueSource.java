package io.quern.core.transport.tcp;

import io.quern.core.message.Message;
import io.quern.core.message.TransferMessage.OfferValues;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.ValueSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The client's side of scattering: one connection a worker, on which it serves what the worker asks for, as a
/// worker does on those that others open.
final class TcpValueSource implements ValueSource {
    private final String source;
    private final Supplier<ConnectionListener> serving;
    private final BiFunction<String, ConnectionListener, Connection> opener;
    private final Map<String, Link> links = new HashMap<>();
    private boolean isClosed;

    /// @param serving listens to one connection
    /// @param opener opens a data connection, and waits for it
    TcpValueSource(
            String source,
            Supplier<ConnectionListener> serving,
            BiFunction<String, ConnectionListener, Connection> opener) {
        this.source = source;
        this.serving = serving;
        this.opener = opener;
    }

    @Override
    public void openTo(String dataAddress) {
        Link link;
        synchronized (this) {
            if (isClosed || links.containsKey(dataAddress)) {
                return;
            }
            link = new Link(dataAddress, serving.get());
            links.put(dataAddress, link);
        }
        Connection connection;
        try {
            connection = opener.apply(dataAddress, link);
        } catch (RuntimeException unreachable) {
            forget(link);
            throw unreachable;
        }
        connection.send(new OfferValues(source));
        if (!link.opened(connection)) {
            connection.close("nothing more is scattered");
        }
    }

    private synchronized void forget(Link link) {
        boolean _ = links.remove(link.dataAddress, link);
    }

    @Override
    public void close() {
        Map<String, Link> open;
        synchronized (this) {
            isClosed = true;
            open = Map.copyOf(links);
            links.clear();
        }
        open.values().forEach(Link::close);
    }

    private final class Link implements ConnectionListener {
        private final String dataAddress;
        private final ConnectionListener holder;

        /// Guarded by the source.
        private @Nullable Connection connection;

        Link(String dataAddress, ConnectionListener holder) {
            this.dataAddress = dataAddress;
            this.holder = holder;
        }

        /// @return false where it is not wanted any more
        boolean opened(Connection made) {
            synchronized (TcpValueSource.this) {
                connection = made;
                return !isClosed;
            }
        }

        void close() {
            Connection open;
            synchronized (TcpValueSource.this) {
                open = connection;
            }
            if (open != null) {
                open.close("nothing more is scattered");
            }
        }

        @Override
        public void received(Connection from, Message message) {
            holder.received(from, message);
        }

        @Override
        public void closed(Connection from, String reason) {
            forget(this);
            holder.closed(from, reason);
        }
    }
}
