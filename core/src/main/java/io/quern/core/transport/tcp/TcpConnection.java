package io.quern.core.transport.tcp;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.quern.core.message.Message;
import io.quern.core.transport.Connection;
import io.quern.core.wire.MessageCodec;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// One TCP connection whose handshake is done.
///
/// Messages are encoded by the thread that sends them and wait in a queue, which the channel's thread empties in one
/// turn with one flush. What the peer does not read piles up in the channel up to [#UNSENT_BYTES_MAX]; beyond that the
/// peer is disconnected, since a sender of control messages never waits. Senders of bulk data do:
/// [#awaitWritable()].
final class TcpConnection implements Connection {
    static final long UNSENT_BYTES_MAX = 256L * 1024 * 1024;

    /// Small frames that wait together are written together.
    private static final int PACKED_BYTES = 16 * 1024;

    private final Channel channel;
    private final String peerName;
    private final Queue<byte[]> unsent = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean isFlushDue = new AtomicBoolean();
    private final AtomicReference<String> closeReason = new AtomicReference<>("");
    private final AtomicBoolean isClosing = new AtomicBoolean();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition writable = lock.newCondition();

    @GuardedBy("lock")
    private boolean isWritable = true;

    @GuardedBy("lock")
    private boolean isClosed;

    TcpConnection(Channel channel, String peerName) {
        this.channel = channel;
        this.peerName = peerName;
    }

    @Override
    public String peerName() {
        return peerName;
    }

    /// @throws io.quern.core.wire.ProtocolException where the message is too large to be sent
    @Override
    public void send(Message message) {
        if (isClosing.get()) {
            return;
        }
        unsent.add(MessageCodec.encode(message));
        scheduleFlush();
    }

    /// @throws io.quern.core.wire.ProtocolException where one of them is too large; those before it are sent
    @Override
    public void sendAll(List<? extends Message> messages) {
        if (isClosing.get() || messages.isEmpty()) {
            return;
        }
        try {
            for (Message message : messages) {
                unsent.add(MessageCodec.encode(message));
            }
        } finally {
            scheduleFlush();
        }
    }

    @Override
    public void close(String reason) {
        boolean _ = closeReason.compareAndSet("", reason);
        if (isClosing.compareAndSet(false, true)) {
            scheduleFlush();
        }
    }

    /// Why this side closes, empty where it does not.
    String closeReason() {
        return Objects.requireNonNullElse(closeReason.get(), "");
    }

    /// Waits until the peer has read so much that more may be sent.
    ///
    /// @throws IOException where the connection closes
    void awaitWritable() throws IOException, InterruptedException {
        lock.lock();
        try {
            while (!isWritable && !isClosed) {
                writable.await();
            }
            if (isClosed) {
                throw new IOException("the connection to " + peerName + " is closed");
            }
        } finally {
            lock.unlock();
        }
    }

    /// Called by the channel's thread.
    void writabilityChanged(boolean newIsWritable) {
        lock.lock();
        try {
            isWritable = newIsWritable;
            writable.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Called by the channel's thread once the channel is closed.
    void closed() {
        isClosing.set(true);
        unsent.clear();
        lock.lock();
        try {
            isClosed = true;
            writable.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void write(ByteBuf frames) {
        ChannelFuture _ = channel.write(frames, channel.voidPromise());
    }

    /// What another network thread sends while it handles what it has read goes together once it has: a flush for each
    /// message would cost a system call and a wake-up each.
    private void scheduleFlush() {
        if (!isFlushDue.compareAndSet(false, true)) {
            return;
        }
        EventLoop own = channel.eventLoop();
        for (EventExecutor thread : own.parent()) {
            if (thread.inEventLoop() && !thread.equals(own)) {
                thread.execute(() -> own.execute(this::flush));
                return;
            }
        }
        own.execute(this::flush);
    }

    private void flush() {
        isFlushDue.set(false);
        boolean isLast = isClosing.get();
        ByteBuf packed = null;
        for (byte[] frame = unsent.poll(); frame != null; frame = unsent.poll()) {
            int frameBytes = Integer.BYTES + frame.length;
            if (packed != null && packed.writableBytes() < frameBytes) {
                write(packed);
                packed = null;
            }
            if (packed == null) {
                int bytes = unsent.isEmpty() ? frameBytes : Math.max(frameBytes, PACKED_BYTES);
                packed = channel.alloc().buffer(bytes, bytes);
            }
            packed.writeInt(frame.length).writeBytes(frame);
        }
        if (packed != null) {
            write(packed);
        }
        channel.flush();
        if (isLast) {
            ChannelFuture _ = channel.writeAndFlush(channel.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
        } else if (channel.bytesBeforeWritable() > UNSENT_BYTES_MAX) {
            close("the peer reads too slowly: more than " + UNSENT_BYTES_MAX + " bytes wait for it");
            ChannelFuture _ = channel.close();
        }
    }
}
