package io.quern.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.key.WorkerId;
import io.quern.core.message.Message;
import io.quern.core.message.Ping;
import io.quern.core.message.Role;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.message.WorkerInstruction.WorkerAccepted;
import io.quern.core.message.WorkerMessage;
import io.quern.core.message.WorkerMessage.Heartbeat;
import io.quern.core.message.WorkerMessage.MemoryTold;
import io.quern.core.message.WorkerMessage.RegisterWorker;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.Transport;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Accepts every worker, and shows a test what it is told.
final class FakeScheduler {
    private final AtomicLong workers = new AtomicLong();
    final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();

    /// What came from a worker, and where to answer; the message is null where its stream closed.
    record Heard(Connection from, Message message) {}

    /// The scheduler's end of a client's stream, which nobody is interested in.
    record Deaf() implements ConnectionListener {
        @Override
        public void received(Connection from, Message message) {}

        @Override
        public void closed(Connection from, String reason) {}
    }

    private final String address;

    FakeScheduler(Transport transport, String listenAddress) {
        this.address = transport.listen(listenAddress, this::accept);
    }

    String address() {
        return address;
    }

    private ConnectionListener accept(Connection connection, Role role) {
        if (role == Role.CLIENT) {
            return new Deaf();
        }
        return new ConnectionListener() {
            @Override
            public void received(Connection from, Message message) {
                if (message instanceof RegisterWorker) {
                    from.send(new WorkerAccepted(new WorkerId(workers.incrementAndGet()), 1));
                }
                if (message instanceof Heartbeat) {
                    from.send(new Ping());
                }
                heard.add(new Heard(from, message));
            }

            @Override
            public void closed(Connection from, String reason) {
                heard.add(new Heard(from, null));
            }
        };
    }

    /// The next message that is not a heartbeat.
    <T extends WorkerMessage> T next(Class<T> kind) throws InterruptedException {
        return kind.cast(nextHeard(kind).message());
    }

    Connection nextRegistered() throws InterruptedException {
        return nextHeard(RegisterWorker.class).from();
    }

    private Heard nextHeard(Class<? extends WorkerMessage> kind) throws InterruptedException {
        while (true) {
            Heard next = heard.poll(50, TimeUnit.SECONDS);
            assertThat(next).as("a %s in time", kind.getSimpleName()).isNotNull();
            boolean isByTheWay = next.message() instanceof Heartbeat || next.message() instanceof MemoryTold;
            if (kind.isInstance(next.message()) || !isByTheWay) {
                assertThat(next.message()).isInstanceOf(kind);
                return next;
            }
        }
    }

    void awaitClosed() throws InterruptedException {
        for (Heard next = heard.poll(50, TimeUnit.SECONDS); next.message() != null; ) {
            next = heard.poll(50, TimeUnit.SECONDS);
        }
    }

    static void tell(Connection worker, WorkerInstruction... instructions) {
        for (WorkerInstruction instruction : instructions) {
            worker.send(instruction);
        }
    }
}
