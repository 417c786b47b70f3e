package io.quern.client;

import io.quern.core.message.ClientNotice;
import io.quern.core.message.Message;
import io.quern.core.message.Role;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.Transport;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// The scheduler's end of a client's stream: the test takes what the client said and says what the scheduler
/// answers.
final class ScriptedScheduler implements ConnectionListener {
    private final BlockingQueue<Message> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<Connection> clients = new LinkedBlockingQueue<>();

    ScriptedScheduler(Transport transport, String address) {
        transport.listen(address, (connection, role) -> {
            if (role != Role.CLIENT) {
                throw new AssertionError("a client connected as " + role);
            }
            clients.add(connection);
            return this;
        });
    }

    Connection client() throws InterruptedException {
        return clients.take();
    }

    /// The next message of the client, which must be of that kind.
    <M extends Message> M hear(Class<M> kind) throws InterruptedException {
        return kind.cast(heard.take());
    }

    /// The next message, where one comes within that time.
    <M extends Message> Optional<M> hearWithin(Class<M> kind, Duration longest) throws InterruptedException {
        return Optional.ofNullable(heard.poll(longest.toNanos(), TimeUnit.NANOSECONDS))
                .map(kind::cast);
    }

    /// Nothing was said that has not been heard, nor is anything said for longer than a client collects what it
    /// says.
    void expectSilence() throws InterruptedException {
        Message message = heard.poll(60, TimeUnit.MILLISECONDS);
        if (message != null) {
            throw new AssertionError("the client said " + message);
        }
    }

    void say(Connection client, ClientNotice... notices) {
        for (ClientNotice notice : notices) {
            client.send(notice);
        }
    }

    @Override
    public void received(Connection connection, Message message) {
        heard.add(message);
    }

    @Override
    public void closed(Connection connection, String reason) {}
}
