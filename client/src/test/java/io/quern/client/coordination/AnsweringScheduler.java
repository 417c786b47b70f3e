package io.quern.client.coordination;

import io.quern.core.key.ClientId;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.CoordinationAnswer;
import io.quern.core.message.CoordinationRequest;
import io.quern.core.message.Message;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.local.LocalTransport;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// The scheduler's end of one client's streams: it accepts registrations, the test takes requests and says the
/// answers.
final class AnsweringScheduler implements ConnectionListener {
    static final String ADDRESS = "local://scheduler";

    private final BlockingQueue<CoordinationRequest> asked = new LinkedBlockingQueue<>();
    private final AtomicInteger streams = new AtomicInteger();
    /// Permission to accept a stream.
    private final BlockingQueue<Boolean> acceptance = new LinkedBlockingQueue<>();

    private volatile Connection client;
    private final AtomicLong epoch = new AtomicLong(1);

    AnsweringScheduler(LocalTransport transport) {
        transport.listen(ADDRESS, (_, _) -> this);
        acceptNext();
    }

    /// Accepts the next registration; until then the client waits.
    void acceptNext() {
        acceptance.add(true);
    }

    /// The next request, which must be of that kind.
    <R extends CoordinationRequest> R next(Class<R> kind) throws InterruptedException {
        return kind.cast(asked.take());
    }

    boolean hasHeardAll() {
        return asked.isEmpty();
    }

    void answer(CoordinationAnswer answer) {
        client.send(answer);
    }

    /// Another scheduler comes in its place, which knows the client's session and nothing else.
    void startAgain() {
        epoch.incrementAndGet();
        breakOff();
        acceptNext();
    }

    /// Ends the stream.
    void breakOff() {
        client.close("going down");
    }

    @Override
    public void received(Connection connection, Message message) {
        switch (message) {
            case ClientMessage.RegisterClient _ -> accept(connection);
            case CoordinationRequest request -> asked.add(request);
            default -> {
                // It is not about shared objects.
            }
        }
    }

    /// Delays the stream, as it is its listener's thread that waits.
    private void accept(Connection connection) {
        try {
            boolean _ = acceptance.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        client = connection;
        int number = streams.incrementAndGet();
        connection.send(new ClientNotice.ClientAccepted(new ClientId(number), epoch.get(), number > 1));
    }

    @Override
    public void closed(Connection connection, String reason) {}
}
