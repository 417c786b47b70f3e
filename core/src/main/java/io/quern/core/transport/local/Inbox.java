package io.quern.core.transport.local;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.quern.core.message.Message;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Messages on their way to one end of a stream. At most one delivery runs at a time, on a thread of the executor, so
/// the listener sees one thread at a time and a sender's stack is never re-entered.
///
/// Unbounded, because a sender must not wait: what a peer may have under way is bounded by the protocol above.
final class Inbox {
    private static final Logger log = LoggerFactory.getLogger(Inbox.class);

    private final Connection owner;
    private final Executor delivery;
    private final Runnable afterClosed;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Queue<Message> messages = new ArrayDeque<>();

    @GuardedBy("lock")
    private @Nullable ConnectionListener listener;

    @GuardedBy("lock")
    private boolean isDelivering;

    @GuardedBy("lock")
    private @Nullable String closeReason;

    /// @param owner the connection that the listener is shown
    /// @param afterClosed called after the listener was told of the end
    Inbox(Connection owner, Executor delivery, Runnable afterClosed) {
        this.owner = owner;
        this.delivery = delivery;
        this.afterClosed = afterClosed;
    }

    /// Begins to deliver: what has arrived, and what will.
    void open(ConnectionListener newListener) {
        lock.lock();
        try {
            listener = newListener;
            schedule();
        } finally {
            lock.unlock();
        }
    }

    /// Adds a message, or drops it after the end.
    void add(Message message) {
        lock.lock();
        try {
            if (closeReason == null) {
                messages.add(message);
                schedule();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Puts the end after what has arrived; the first reason stays.
    void close(String reason) {
        lock.lock();
        try {
            if (closeReason == null) {
                closeReason = reason;
                schedule();
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closeReason != null;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void schedule() {
        if (listener != null && !isDelivering) {
            isDelivering = true;
            delivery.execute(this::deliver);
        }
    }

    private void deliver() {
        while (true) {
            Message message;
            ConnectionListener to;
            lock.lock();
            try {
                message = messages.poll();
                to = listener;
                if (to == null || (message == null && closeReason == null)) {
                    isDelivering = false;
                    return;
                }
            } finally {
                lock.unlock();
            }
            if (message == null) {
                tellClosed(to);
                return;
            }
            tellReceived(to, message);
        }
    }

    private void tellReceived(ConnectionListener to, Message message) {
        try {
            to.received(owner, message);
        } catch (RuntimeException e) {
            log.error("The listener of {} failed at {}; the connection is closed", owner.peerName(), message, e);
            owner.close("the receiver failed: " + e);
        }
    }

    /// `isDelivering` stays set: nothing follows.
    private void tellClosed(ConnectionListener to) {
        String reason;
        lock.lock();
        try {
            reason = closeReason == null ? "" : closeReason;
        } finally {
            lock.unlock();
        }
        try {
            to.closed(owner, reason);
        } catch (RuntimeException e) {
            log.error("The listener of {} failed at its end ({})", owner.peerName(), reason, e);
        } finally {
            afterClosed.run();
        }
    }
}
