package io.quern.core.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.message.Message;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Keeps what a stream brings, and how it ends.
public class StreamRecorder implements ConnectionListener {
    public final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    public final BlockingQueue<String> reasons = new LinkedBlockingQueue<>();

    @Override
    public void received(Connection connection, Message message) {
        messages.add(message);
    }

    @Override
    public void closed(Connection connection, String reason) {
        reasons.add(reason);
    }

    public Message next() throws InterruptedException {
        return messages.poll(10, TimeUnit.SECONDS);
    }

    public String reason() throws InterruptedException {
        String reason = reasons.poll(10, TimeUnit.SECONDS);
        assertThat(reasons).isEmpty();
        return reason;
    }
}
