package io.quern.core.transport.tcp;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// The bytes of one result as they arrive: the network's thread adds chunks, one decoding thread reads. Consumed bytes
/// are granted back when they make half of the credit, so grants are few and the holder need not pause.
final class IncomingChunks extends InputStream {
    /// The holder does not have the result.
    static final class AbsentException extends IOException {
        private static final long serialVersionUID = 1L;

        AbsentException(String message) {
            super(message);
        }
    }

    /// The connection went away.
    static final class BrokenException extends IOException {
        private static final long serialVersionUID = 1L;

        BrokenException(String message) {
            super(message);
        }
    }

    private final long creditBytes;
    private final LongConsumer grant;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();

    @GuardedBy("lock")
    private final Queue<byte[]> chunks = new ArrayDeque<>();

    @GuardedBy("lock")
    private boolean isComplete;

    @GuardedBy("lock")
    private @Nullable IOException failure;

    // Of the reading thread alone.
    private byte[] current = new byte[0];
    private int position;
    private long consumedBytes;

    IncomingChunks(long creditBytes, LongConsumer grant) {
        this.creditBytes = creditBytes;
        this.grant = grant;
    }

    void add(byte[] chunk, boolean isLast) {
        lock.lock();
        try {
            chunks.add(chunk);
            isComplete = isLast;
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    void fail(IOException reason) {
        lock.lock();
        try {
            if (failure == null && !isComplete) {
                failure = reason;
            }
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Whether the holder has said its last word on this request.
    boolean isComplete() {
        lock.lock();
        try {
            return isComplete || failure != null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() throws IOException {
        return advance() ? current[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!advance()) {
            return -1;
        }
        int part = Math.min(length, current.length - position);
        System.arraycopy(current, position, into, offset, part);
        position += part;
        return part;
    }

    @Override
    public int available() {
        return current.length - position;
    }

    /// Makes `current` hold an unread byte; false at the end of the result.
    private boolean advance() throws IOException {
        while (position == current.length) {
            grantBack(current.length);
            byte[] next = next();
            if (next == null) {
                current = new byte[0];
                position = 0;
                return false;
            }
            current = next;
            position = 0;
        }
        return true;
    }

    private byte @Nullable [] next() throws IOException {
        lock.lock();
        try {
            while (chunks.isEmpty() && !isComplete && failure == null) {
                arrived.await();
            }
            if (failure != null) {
                throw failure;
            }
            return chunks.poll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a result was fetched", e);
        } finally {
            lock.unlock();
        }
    }

    private void grantBack(int bytes) {
        consumedBytes += bytes;
        if (consumedBytes >= Math.max(1, creditBytes / 2)) {
            grant.accept(consumedBytes);
            consumedBytes = 0;
        }
    }
}
