package io.quern.client.coordination;

import io.quern.core.message.CoordinationAnswer;
import io.quern.core.message.CoordinationRequest;
import io.quern.core.message.Message;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.local.LocalTransport;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/// The scheduler's end of one client's stream: the test takes requests and says the answers.
final class AnsweringScheduler implements ConnectionListener {
    static final String ADDRESS = "local://scheduler";

    private final BlockingQueue<CoordinationRequest> asked = new LinkedBlockingQueue<>();
    private final CompletableFuture<Connection> client = new CompletableFuture<>();

    AnsweringScheduler(LocalTransport transport) {
        transport.listen(ADDRESS, (connection, _) -> {
            client.complete(connection);
            return this;
        });
    }

    /// The next request, which must be of that kind.
    <R extends CoordinationRequest> R next(Class<R> kind) throws InterruptedException {
        return kind.cast(asked.take());
    }

    boolean hasHeardAll() {
        return asked.isEmpty();
    }

    void answer(CoordinationAnswer answer) {
        client.join().send(answer);
    }

    void goDown() {
        client.join().close("going down");
    }

    @Override
    public void received(Connection connection, Message message) {
        if (message instanceof CoordinationRequest request) {
            asked.add(request);
        }
    }

    @Override
    public void closed(Connection connection, String reason) {}
}
