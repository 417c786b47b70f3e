package io.quern.core.transport.tcp;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.quern.core.graph.Payload;
import io.quern.core.message.TransferMessage.ResultChunk;
import io.quern.core.transport.ResultProvider;
import io.quern.core.wire.Protocol;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Cuts an encoded result into chunks and waits for credit before each. Most results are small: the buffer
/// begins small and grows to the size of a chunk.
final class ChunkStream extends OutputStream {
    private static final int FIRST_BYTES = 512;

    /// Below that nobody counts.
    private static final int COUNTED_BYTES_MIN = 16 * 1024;

    /// The chunk that is filled, and the one before it, until the socket has taken it.
    private static final long BUFFERS_BYTES = 2L * Protocol.CHUNK_BYTES;

    private final TcpConnection connection;
    private final long request;
    private final ResultProvider results;
    private byte[] chunk = new byte[FIRST_BYTES];
    private boolean isCounted;
    private int size;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private long credit;

    @GuardedBy("lock")
    private boolean isStopped;

    /// @param results told what is buffered
    ChunkStream(TcpConnection connection, long request, long credit, ResultProvider results) {
        this.results = results;
        this.connection = connection;
        this.request = request;
        this.credit = credit;
    }

    @Override
    public void write(int value) throws IOException {
        ensureRoom(1);
        chunk[size++] = (byte) value;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            ensureRoom(length - done);
            int part = Math.min(length - done, chunk.length - size);
            System.arraycopy(bytes, offset + done, chunk, size, part);
            size += part;
            done += part;
        }
    }

    private void ensureRoom(int bytes) throws IOException {
        if (size == Protocol.CHUNK_BYTES) {
            sendChunk(false);
        } else if (size + bytes > chunk.length && chunk.length < Protocol.CHUNK_BYTES) {
            long wanted = Math.max(4L * chunk.length, (long) size + bytes);
            if (wanted > COUNTED_BYTES_MIN && !isCounted) {
                isCounted = true;
                results.sending(BUFFERS_BYTES);
            }
            chunk = Arrays.copyOf(chunk, (int) Math.min(wanted, Protocol.CHUNK_BYTES));
        }
    }

    void finish() throws IOException {
        sendChunk(true);
    }

    /// Nothing is buffered any more.
    @Override
    public void close() {
        if (isCounted) {
            isCounted = false;
            results.sending(-BUFFERS_BYTES);
        }
    }

    /// A chunk may go once there is any credit, so a chunk larger than the window passes too.
    private void sendChunk(boolean isLast) throws IOException {
        try {
            takeCredit(size);
            connection.awaitWritable();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a result was sent", e);
        }
        byte[] bytes = size == chunk.length ? chunk : Arrays.copyOf(chunk, size);
        connection.send(new ResultChunk(request, Payload.of(bytes), isLast));
        size = 0;
        if (!isLast) {
            chunk = new byte[Protocol.CHUNK_BYTES];
        }
    }

    private void takeCredit(int bytes) throws IOException, InterruptedException {
        lock.lock();
        try {
            while (credit <= 0 && !isStopped) {
                changed.await();
            }
            if (isStopped) {
                throw new IOException("the fetcher wants no more");
            }
            credit -= bytes;
        } finally {
            lock.unlock();
        }
    }

    void grant(long bytes) {
        lock.lock();
        try {
            credit += bytes;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void stop() {
        lock.lock();
        try {
            isStopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isStopped() {
        lock.lock();
        try {
            return isStopped;
        } finally {
            lock.unlock();
        }
    }
}
