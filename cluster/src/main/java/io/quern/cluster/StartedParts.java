package io.quern.cluster;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a cluster has started so far. It is closed in the opposite order: when the cluster closes, when it cannot be
/// started whole, or when the JVM shuts down in the middle of that. Thread-safe.
final class StartedParts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StartedParts.class);

    /// How each part is closed, the latest first; guarded by this object's lock, as is the next.
    private final Deque<Runnable> closings = new ArrayDeque<>();

    private boolean isClosed;

    /// Notes how a part is closed that has just been started; where everything was closed meanwhile, closes it at once.
    void add(Runnable closing) {
        synchronized (this) {
            if (!isClosed) {
                closings.addFirst(closing);
                return;
            }
        }
        closing.run();
    }

    /// Closes every part, also where one fails to. Who calls while another closes waits for it.
    @Override
    public synchronized void close() {
        isClosed = true;
        for (Runnable closing = closings.pollFirst(); closing != null; closing = closings.pollFirst()) {
            try {
                closing.run();
            } catch (RuntimeException e) {
                LOG.error("a part of the cluster failed to close; the others are closed all the same", e);
            }
        }
    }
}
