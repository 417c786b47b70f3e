package io.quern.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.message.Message;
import io.quern.core.message.Role;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.Transport;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A connection to a scheduler whose messages are taken one by one; the end of the stream comes as its reason.
final class PeerLine implements ConnectionListener {
    private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    private final Connection connection;

    PeerLine(Transport transport, String address, Role role) {
        connection = transport.connect(address, role, this);
    }

    Connection connection() {
        return connection;
    }

    @Override
    public void received(Connection from, Message message) {
        heard.add(message);
    }

    @Override
    public void closed(Connection from, String reason) {
        heard.add(reason);
    }

    <T> T next(Class<T> type) throws InterruptedException {
        Object next = heard.poll(20, TimeUnit.SECONDS);
        assertThat(next).isInstanceOf(type);
        return type.cast(next);
    }

    /// The next message of that type, whatever comes before it.
    <T> T await(Class<T> type) throws InterruptedException {
        while (true) {
            Object next = heard.poll(20, TimeUnit.SECONDS);
            assertThat(next).as("waiting for %s", type).isNotNull();
            if (type.isInstance(next)) {
                return type.cast(next);
            }
        }
    }
}
