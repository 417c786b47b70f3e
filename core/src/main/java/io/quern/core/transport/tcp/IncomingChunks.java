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
///
/// What has come counts until it has been read, the chunk that is read included.
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

    private static final byte[] NONE = new byte[0];

    private final long creditBytes;
    private final LongConsumer grant;
    private final LongConsumer counted;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();

    @GuardedBy("lock")
    private final Queue<byte[]> chunks = new ArrayDeque<>();

    @GuardedBy("lock")
    private boolean isComplete;

    /// Nobody reads any more.
    @GuardedBy("lock")
    private boolean isDiscarded;

    @GuardedBy("lock")
    private @Nullable IOException failure;

    // Of the reading thread alone.
    private byte[] current = NONE;
    private int position;
    private long consumedBytes;

    /// @param grant told what the holder may send again
    /// @param counted told how much more is here, or less
    IncomingChunks(long creditBytes, LongConsumer grant, LongConsumer counted) {
        this.creditBytes = creditBytes;
        this.grant = grant;
        this.counted = counted;
    }

    void add(byte[] chunk, boolean isLast) {
        counted.accept(chunk.length);
        boolean isWanted;
        lock.lock();
        try {
            isWanted = !isDiscarded;
            if (isWanted) {
                chunks.add(chunk);
            }
            isComplete = isLast;
            arrived.signal();
        } finally {
            lock.unlock();
        }
        if (!isWanted) {
            counted.accept(-chunk.length);
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
            letGo();
            byte[] next = next();
            if (next == null) {
                return false;
            }
            current = next;
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

    private void letGo() {
        int read = current.length;
        if (read > 0) {
            current = NONE;
            position = 0;
            counted.accept(-read);
            grantBack(read);
        }
    }

    /// Of the reading thread, once it reads no more: what is still here, or comes later, is void. Not what a codec
    /// may do, which closes what it has read.
    void discard() {
        long left = current.length;
        current = NONE;
        position = 0;
        lock.lock();
        try {
            isDiscarded = true;
            for (byte[] chunk : chunks) {
                left += chunk.length;
            }
            chunks.clear();
        } finally {
            lock.unlock();
        }
        counted.accept(-left);
    }

    private void grantBack(int bytes) {
        consumedBytes += bytes;
        if (consumedBytes >= Math.max(1, creditBytes / 2)) {
            grant.accept(consumedBytes);
            consumedBytes = 0;
        }
    }
}
