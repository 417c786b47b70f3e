package io.quern.client.exchange;

import io.quern.client.coordination.CoordinationRequests;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.message.CoordinationAnswer;
import io.quern.core.message.Message;
import io.quern.core.transport.Connection;
import org.jspecify.annotations.Nullable;

/// Requests about shared objects on the streams of one client, one after the other. Thread-safe.
///
/// What a client holds and waits for ends with its stream, so a stream that breaks ends the open requests with an
/// error;
/// on the next one the client asks anew.
public final class SharedObjectsLink {
    private final RequestExchange exchange = new RequestExchange();
    private volatile @Nullable Connection stream;

    /// A way to ask.
    public CoordinationRequests requests() {
        return exchange.to(this::send);
    }

    private void send(Message request) {
        Connection open = stream;
        if (open == null) {
            exchange.interrupt(new QuernException(
                    ErrorCode.NETWORK, "the stream to the scheduler is broken and is being opened again; ask again"));
        } else {
            open.send(request);
        }
    }

    public void opened(Connection connection) {
        stream = connection;
    }

    public void received(CoordinationAnswer answer) {
        exchange.received(answer);
    }

    public void interrupted(String reason) {
        stream = null;
        exchange.interrupt(new QuernException(
                ErrorCode.NETWORK,
                "the stream to the scheduler broke (" + reason + "); what this client held of shared objects, and its"
                        + " waits, ended with it"));
    }

    /// There will be no stream any more.
    public void lost(QuernException reason) {
        stream = null;
        exchange.lose(reason);
    }
}
