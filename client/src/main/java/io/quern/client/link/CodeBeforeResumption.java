package io.quern.client.link;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.quern.client.shipping.TravellingCode;
import io.quern.core.error.QuernException;
import io.quern.core.message.ClientMessage.RegisterClient;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.CoordinationAnswer;
import io.quern.core.transport.Connection;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Passes on what a link tells, a resumption only once the code that was shipped before has been shipped again:
/// what is sent again names it, and the scheduler may have been started anew without it.
public final class CodeBeforeResumption implements LinkEvents {
    private static final Logger LOG = LoggerFactory.getLogger(CodeBeforeResumption.class);

    private final TravellingCode code;
    private final LinkEvents events;
    private final ReentrantLock lock = new ReentrantLock();

    /// Streams that are gone.
    @GuardedBy("lock")
    private long interruptions;

    public CodeBeforeResumption(TravellingCode code, LinkEvents events) {
        this.code = code;
        this.events = events;
    }

    @Override
    public void greeted(long epoch) {
        events.greeted(epoch);
    }

    @Override
    public void received(ClientNotice notice) {
        events.received(notice);
    }

    @Override
    public void answered(CoordinationAnswer answer) {
        events.answered(answer);
    }

    @Override
    public void interrupted(String reason) {
        lock.lock();
        try {
            interruptions++;
            events.interrupted(reason);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public RegisterClient forgotten() {
        return events.forgotten();
    }

    /// Shipping waits for the scheduler, so it has a thread of its own.
    @Override
    public void resumed(Connection connection) {
        if (!code.hasShipped()) {
            events.resumed(connection);
            return;
        }
        long before;
        lock.lock();
        try {
            before = interruptions;
        } finally {
            lock.unlock();
        }
        Thread.ofVirtual().name("quern-client-code").start(() -> {
            try {
                code.shipAgain();
            } catch (QuernException e) {
                // The scheduler will say which tasks it cannot take.
                LOG.warn("the program's code could not be sent again: {}", e.getMessage());
            }
            resume(connection, before);
        });
    }

    /// Another stream may have taken the place of this one meanwhile.
    private void resume(Connection connection, long before) {
        lock.lock();
        try {
            if (interruptions == before) {
                events.resumed(connection);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void lost(QuernException reason) {
        events.lost(reason);
    }
}
