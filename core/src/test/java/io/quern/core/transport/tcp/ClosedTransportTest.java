package io.quern.core.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.key.JobId;
import io.quern.core.message.ClientMessage.RegisterClient;
import io.quern.core.message.ClientNotice.JobAccepted;
import io.quern.core.message.Message;
import io.quern.core.message.Role;
import io.quern.core.transport.Connection;
import io.quern.core.transport.StreamRecorder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClosedTransportTest {
    private static final JobId SESSION = new JobId(5, 6);

    private final TestTransports transports = new TestTransports();
    private final TcpTransport scheduler = transports.scheduler(TestTransports.HASTY);
    private final TcpTransport client = transports.of(Role.CLIENT);

    @AfterEach
    void close() {
        transports.close();
    }

    @Test
    void whatIsQueuedIsSentAlsoWhileNetworkThreadsAreBusy() throws Exception {
        StreamRecorder atScheduler = new StreamRecorder();
        CompletableFuture<Connection> accepted = new CompletableFuture<>();
        String address = scheduler.listen(TestTransports.PLAIN, (connection, _) -> {
            accepted.complete(connection);
            return atScheduler;
        });
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        Connection connection = client.connect(address, Role.CLIENT, new StreamRecorder() {
            @Override
            public void received(Connection from, Message message) {
                busy.countDown();
                awaitQuietly(released);
            }
        });
        accepted.get(10, TimeUnit.SECONDS).send(new JobAccepted(SESSION));
        busy.await();
        connection.send(new RegisterClient("last", SESSION, false));
        Thread closing = Thread.ofPlatform().start(client::close);
        while (closing.getState() != Thread.State.WAITING && closing.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        released.countDown();
        assertThat(atScheduler.next()).isEqualTo(new RegisterClient("last", SESSION, false));
        closing.join();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
