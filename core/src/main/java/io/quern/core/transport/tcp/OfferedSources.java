package io.quern.core.transport.tcp;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.message.Message;
import io.quern.core.message.TransferMessage.OfferValues;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Joins fetches of what clients scatter with the connections that these open for it: nobody can connect to a
/// client. Whichever of the two comes first waits for the other. Thread-safe.
///
/// A connection on which values are offered carries nothing before somebody here asks for something, and only what
/// the scheduler said to copy is asked for. So whoever offers without being asked has an idle connection, one of
/// those that [Door] counts; of one source the newest of them is kept.
final class OfferedSources {
    private final Network network;
    private final Duration patience;
    private final Object lock = new Object();

    /// Connections that nobody has asked for anything, by source; guarded by the lock, as are the wishes.
    private final Map<String, Accepted> idle = new HashMap<>();

    private final Map<String, Wish> wishes = new HashMap<>();

    /// Somebody who wants to fetch from a source.
    private record Wish(ConnectionListener listener, CompletableFuture<Connection> opened) {}

    /// @param patience how long a fetch waits for its source
    OfferedSources(Network network, Duration patience) {
        this.network = network;
        this.patience = patience;
    }

    /// What listens to a data connection that a peer has opened: what it says first tells who is to be the fetcher.
    ///
    /// @param holder listens where that is the peer
    ConnectionListener accept(Supplier<ConnectionListener> holder) {
        return new Accepted(holder);
    }

    /// Completes with the connection of a source, or with a [QuernException] where it does not come in time.
    CompletableFuture<Connection> open(String source, ConnectionListener listener) {
        CompletableFuture<Connection> opened = new CompletableFuture<>();
        Accepted present;
        Wish wish = new Wish(listener, opened);
        synchronized (lock) {
            present = idle.remove(source);
            if (present == null) {
                wishes.put(source, wish);
            } else {
                present.use(listener);
            }
        }
        if (present != null) {
            opened.complete(present.connection());
        } else if (network.isClosed()) {
            give(source, wish, Network.closed("fetch from " + source));
        } else {
            var _ = network.group()
                    .schedule(() -> give(source, wish, absent(source)), patience.toMillis(), TimeUnit.MILLISECONDS);
        }
        return opened;
    }

    private void give(String source, Wish wish, QuernException reason) {
        synchronized (lock) {
            boolean _ = wishes.remove(source, wish);
        }
        wish.opened().completeExceptionally(reason);
    }

    private QuernException absent(String source) {
        return new QuernException(
                ErrorCode.NETWORK,
                "the client of " + source + " has not opened a connection for its values within " + patience.toMillis()
                        + " ms; it is gone, or cannot reach this worker's data address");
    }

    private void offered(Accepted accepted, String source) {
        Wish wish;
        Accepted before = null;
        synchronized (lock) {
            wish = wishes.remove(source);
            if (wish == null) {
                before = idle.put(source, accepted);
            } else {
                accepted.use(wish.listener());
            }
        }
        if (wish != null) {
            wish.opened().complete(accepted.connection());
        }
        if (before != null) {
            before.connection().close("the values of " + source + " are offered on another connection");
        }
    }

    private void gone(Accepted accepted, String source) {
        synchronized (lock) {
            boolean _ = idle.remove(source, accepted);
        }
    }

    /// Listens to one connection. Its messages come from one thread; who uses it is set by another, at most once,
    /// before it is asked for anything.
    private final class Accepted implements ConnectionListener {
        private final Supplier<ConnectionListener> holder;
        private @Nullable Connection connection;
        private @Nullable String source;
        private volatile @Nullable ConnectionListener user;

        Accepted(Supplier<ConnectionListener> holder) {
            this.holder = holder;
        }

        Connection connection() {
            Connection known = connection;
            if (known == null) {
                throw new IllegalStateException("nothing was offered yet");
            }
            return known;
        }

        void use(ConnectionListener listener) {
            user = listener;
        }

        @Override
        public void received(Connection from, Message message) {
            ConnectionListener current = user;
            if (current != null) {
                current.received(from, message);
            } else if (source != null) {
                throw new IllegalStateException(
                        "a " + message.getClass().getSimpleName() + " came of " + source + ", which was not asked");
            } else if (message instanceof OfferValues offer) {
                connection = from;
                source = offer.source();
                offered(this, offer.source());
            } else {
                ConnectionListener made = holder.get();
                user = made;
                made.received(from, message);
            }
        }

        @Override
        public void closed(Connection from, String reason) {
            if (source != null) {
                gone(this, source);
            }
            ConnectionListener current = user;
            if (current != null) {
                current.closed(from, reason);
            }
        }
    }
}
