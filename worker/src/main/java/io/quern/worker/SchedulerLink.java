package io.quern.worker;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.message.Message;
import io.quern.core.message.Ping;
import io.quern.core.message.Role;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.message.WorkerMessage;
import io.quern.core.runtime.Clock;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.Transport;
import io.quern.worker.WorkerInput.ConnectFailed;
import io.quern.worker.WorkerInput.Happened;
import io.quern.worker.execution.ExecutionEvent;
import io.quern.worker.execution.ExecutionEvent.Connected;
import io.quern.worker.execution.ExecutionEvent.ConnectionLost;
import io.quern.worker.execution.ExecutionEvent.SchedulerPinged;
import io.quern.worker.execution.ExecutionEvent.SchedulerSpoke;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// The streams of one worker to its scheduler, numbered. Thread-safe; what they bring is posted to the event loop.
final class SchedulerLink {
    private final Transport transport;
    private final String address;
    private final Clock clock;
    private final Consumer<WorkerInput> loop;
    private final AtomicLong streams = new AtomicLong();
    private final Map<Long, Connection> open = new ConcurrentHashMap<>();

    // What this turn of the event loop sends; owned by it.
    private final List<WorkerMessage> unsent = new ArrayList<>();
    private long unsentStream;

    /// Set before the open streams are closed for good, so that one that opens meanwhile is closed by whoever opens it.
    private volatile boolean isShut;

    SchedulerLink(Transport transport, String address, Clock clock, Consumer<WorkerInput> loop) {
        this.transport = transport;
        this.address = address;
        this.clock = clock;
        this.loop = loop;
    }

    /// Opens a stream, on a thread of its own, since that waits for the peer. Ends with [Connected] or [ConnectFailed].
    void connect() {
        Thread.ofVirtual().name("quern-worker-connect").start(() -> {
            Listener listener = new Listener(streams.incrementAndGet());
            try {
                Connection connection = transport.connect(address, Role.WORKER, listener);
                listener.announce(connection);
            } catch (QuernException e) {
                loop.accept(new ConnectFailed(e));
            } catch (RuntimeException e) {
                loop.accept(new ConnectFailed(
                        new QuernException(ErrorCode.INTERNAL, "connecting to " + address + " failed: " + e, e)));
            }
        });
    }

    /// Sends on a stream, with all else of this turn of the loop ([#flush]); what is sent on one that has closed is
    /// dropped. Called by the event loop, as are [#flush] and [#close].
    void send(long stream, WorkerMessage message) {
        if (stream != unsentStream) {
            flush();
            unsentStream = stream;
        }
        unsent.add(message);
    }

    /// Lets go what was sent in this turn.
    void flush() {
        if (unsent.isEmpty()) {
            return;
        }
        Connection connection = open.get(unsentStream);
        if (connection != null) {
            connection.sendAll(unsent);
        }
        unsent.clear();
    }

    void close(long stream, String reason) {
        flush();
        closeNow(stream, reason);
    }

    private void closeNow(long stream, String reason) {
        Connection connection = open.remove(stream);
        if (connection != null) {
            connection.close(reason);
        }
    }

    /// Closes all streams, those too that are just being opened.
    void shutDown(String reason) {
        isShut = true;
        open.keySet().forEach(stream -> closeNow(stream, reason));
    }

    private void post(ExecutionEvent event) {
        loop.accept(new Happened(event));
    }

    /// Sees to it that the loop hears of a stream's end after it heard of its beginning, whichever comes first here.
    private final class Listener implements ConnectionListener {
        private final long stream;
        private final ReentrantLock lock = new ReentrantLock();
        // Both guarded by the lock.
        private boolean isAnnounced;
        private boolean isClosed;

        Listener(long stream) {
            this.stream = stream;
        }

        void announce(Connection connection) {
            lock.lock();
            try {
                isAnnounced = true;
                open.put(stream, connection);
                if (isShut) {
                    closeNow(stream, "the worker has ended");
                    return;
                }
                post(new Connected(stream, clock.nanoTime()));
                if (isClosed) {
                    end("the scheduler closed the stream at once");
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void received(Connection connection, Message message) {
            switch (message) {
                case WorkerInstruction instruction -> post(new SchedulerSpoke(stream, instruction, clock.nanoTime()));
                case Ping _ -> post(new SchedulerPinged(stream, clock.nanoTime()));
                default ->
                    connection.close("the scheduler sent a "
                            + message.getClass().getSimpleName() + ", which is not for workers");
            }
        }

        @Override
        public void closed(Connection connection, String reason) {
            lock.lock();
            try {
                isClosed = true;
                if (isAnnounced) {
                    end(reason);
                }
            } finally {
                lock.unlock();
            }
        }

        private void end(String reason) {
            open.remove(stream);
            post(new ConnectionLost(stream, reason));
        }
    }
}
