package io.quern.client.link;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientMessage.RegisterClient;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.CoordinationAnswer;
import io.quern.core.message.Message;
import io.quern.core.message.Ping;
import io.quern.core.runtime.Clock;
import io.quern.core.runtime.EventLoop;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A client's stream to its scheduler. When it breaks, another is opened and the same session registered on it,
/// again and again until the lease has run out since the break.
///
/// A stream counts as open again once the scheduler has accepted the registration; one that breaks before does
/// not begin a new lease.
public final class ClientLink {
    private static final Logger LOG = LoggerFactory.getLogger(ClientLink.class);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final SchedulerAccess scheduler;
    private final String address;
    private final Duration lease;
    private final EventLoop<Runnable> chores;
    private final Clock clock;
    private final LinkEvents events;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private RegisterClient registration;

    /// Whether the scheduler cannot know the session.
    @GuardedBy("lock")
    private boolean isNewSession = true;

    /// The newest stream; what older ones bring is dropped.
    @GuardedBy("lock")
    private @Nullable Stream current;

    @GuardedBy("lock")
    private long deadlineNanos;

    @GuardedBy("lock")
    private boolean isRecovering;

    @GuardedBy("lock")
    private boolean isClosed;

    /// @param lease how long a broken stream is replaced; zero: not at all
    /// @param chores waits between attempts
    public ClientLink(
            SchedulerAccess scheduler,
            RegisterClient registration,
            Duration lease,
            EventLoop<Runnable> chores,
            Clock clock,
            LinkEvents events) {
        this.scheduler = scheduler;
        this.address = scheduler.address();
        this.registration = registration;
        this.lease = lease;
        this.chores = chores;
        this.clock = clock;
        this.events = events;
    }

    public String address() {
        return address;
    }

    /// Opens the first stream and registers; messages may follow at once.
    ///
    /// @throws QuernException NETWORK where no scheduler answers; USER where it refuses
    public Connection open() {
        Stream stream = new Stream(true);
        lock.lock();
        try {
            current = stream;
        } finally {
            lock.unlock();
        }
        Connection connection = scheduler.connect(stream);
        stream.connection = connection;
        connection.send(registration());
        return connection;
    }

    /// Closes the stream for good. [LinkEvents#lost] is not told.
    public void close(String reason) {
        Stream open;
        lock.lock();
        try {
            isClosed = true;
            open = current;
        } finally {
            lock.unlock();
        }
        if (open != null && open.connection != null) {
            open.connection.close(reason);
        }
    }

    private void broken(Stream stream, String reason) {
        lock.lock();
        try {
            if (isClosed || current != stream) {
                return;
            }
            current = null;
            if (!isRecovering) {
                isRecovering = true;
                deadlineNanos = clock.nanoTime() + lease.toNanos();
            }
        } finally {
            lock.unlock();
        }
        events.interrupted(reason);
        if (lease.isZero()) {
            giveUp(reason);
            return;
        }
        LOG.warn("Lost the scheduler at {} ({}); trying to come back for {} s", address, reason, lease.toSeconds());
        startAttempt(reason);
    }

    private void startAttempt(String reason) {
        Thread.ofVirtual().name("quern-client-reconnect").start(() -> attempt(reason));
    }

    private void attempt(String reason) {
        Stream stream = new Stream(false);
        lock.lock();
        try {
            if (isClosed) {
                return;
            }
            current = stream;
        } finally {
            lock.unlock();
        }
        Connection connection;
        try {
            connection = scheduler.connect(stream);
        } catch (QuernException e) {
            failed(stream, reason, e);
            return;
        }
        stream.connection = connection;
        if (isOver()) {
            connection.close("client closed");
        } else {
            connection.send(registration());
        }
    }

    private RegisterClient registration() {
        lock.lock();
        try {
            return isNewSession ? registration : registration.returning();
        } finally {
            lock.unlock();
        }
    }

    /// The scheduler greets a session that it had forgotten: another one begins on a stream of its own, since one
    /// stream registers once.
    private void beginAnew(Connection from) {
        RegisterClient next = events.forgotten();
        lock.lock();
        try {
            registration = next;
            isNewSession = true;
            current = null;
        } finally {
            lock.unlock();
        }
        from.send(new ClientMessage.EndSession());
        from.close("the session was forgotten");
        startAttempt("the session was forgotten");
    }

    private boolean isOver() {
        lock.lock();
        try {
            return isClosed;
        } finally {
            lock.unlock();
        }
    }

    private void failed(Stream stream, String reason, QuernException failure) {
        boolean isLast;
        lock.lock();
        try {
            if (isClosed || current != stream) {
                return;
            }
            current = null;
            isLast = !failure.isRetryable() || clock.nanoTime() - deadlineNanos >= 0;
        } finally {
            lock.unlock();
        }
        if (isLast) {
            giveUp(failure.isRetryable() ? reason : reason + ", then " + failure.getMessage());
        } else {
            chores.postAfter(PAUSE, () -> startAttempt(reason));
        }
    }

    private void giveUp(String reason) {
        lock.lock();
        try {
            if (isClosed) {
                return;
            }
            isClosed = true;
        } finally {
            lock.unlock();
        }
        String tried = lease.isZero() ? "" : ", and it did not come back within " + lease.toSeconds() + " s";
        events.lost(new QuernException(
                ErrorCode.NETWORK,
                "lost the scheduler at " + address + " (" + reason + ")" + tried
                        + "; look at its log, then run the program again"));
    }

    /// The listener of one connection.
    private final class Stream implements ConnectionListener {
        private final boolean isFirst;

        /// Set by the thread that connects, before it sends anything.
        private volatile @Nullable Connection connection;

        Stream(boolean isFirst) {
            this.isFirst = isFirst;
        }

        @Override
        public void received(Connection from, Message message) {
            switch (message) {
                case ClientNotice notice -> take(from, notice);
                case CoordinationAnswer answer -> answered(answer);
                case Ping _ -> {}
                default ->
                    LOG.warn("the scheduler at {} sent a {}, which is not for clients", address, message.getClass());
            }
        }

        private void answered(CoordinationAnswer answer) {
            boolean isCurrent;
            lock.lock();
            try {
                isCurrent = current == this;
            } finally {
                lock.unlock();
            }
            if (isCurrent) {
                events.answered(answer);
            }
        }

        private void take(Connection from, ClientNotice notice) {
            boolean isForgotten = false;
            lock.lock();
            try {
                if (current != this) {
                    return;
                }
                if (notice instanceof ClientNotice.ClientAccepted accepted) {
                    isRecovering = false;
                    isForgotten = !accepted.isResumed() && !isNewSession;
                    isNewSession = false;
                }
            } finally {
                lock.unlock();
            }
            if (notice instanceof ClientNotice.ClientAccepted accepted) {
                events.greeted(accepted.epoch());
            }
            if (isForgotten) {
                beginAnew(from);
            } else if (notice instanceof ClientNotice.ClientAccepted accepted) {
                LOG.debug("registered as {} at {}", accepted.client(), address);
                if (!isFirst) {
                    events.resumed(from);
                }
            } else {
                events.received(notice);
            }
        }

        @Override
        public void closed(Connection from, String reason) {
            broken(this, reason);
        }
    }
}
