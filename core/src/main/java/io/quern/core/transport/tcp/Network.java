package io.quern.core.transport.tcp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// The network threads of a transport and all channels they serve. Thread-safe.
final class Network {
    static final WriteBufferWaterMark WATER_MARKS = new WriteBufferWaterMark(1024 * 1024, 4 * 1024 * 1024);

    private static final String THREADS = "quern-network";

    /// For peers to read what is queued for them, when the transport closes.
    private static final long SENDING_SECONDS_MAX = 5;

    private static final long ENDING_SECONDS_MAX = 10;

    private final EventLoopGroup group;
    private final Set<Channel> channels = ConcurrentHashMap.newKeySet();
    private volatile boolean isClosed;

    Network(int threads) {
        group = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory(THREADS, true), NioIoHandler.newFactory());
    }

    EventLoopGroup group() {
        return group;
    }

    boolean isClosed() {
        return isClosed;
    }

    /// Sees to it that the channel is closed with the transport.
    void track(Channel channel) {
        channels.add(channel);
        channel.closeFuture().addListener(_ -> channels.remove(channel));
        if (isClosed) {
            ChannelFuture _ = channel.close();
        }
    }

    /// Closes all channels, streams after what they have to send, and ends the threads. They end once the
    /// channels have closed: threads that end close channels first, and what still waits to be sent is lost.
    /// Waits for all of that, up to 15 s, unless one of those threads calls.
    void close() {
        isClosed = true;
        List<CompletableFuture<Void>> closing = new ArrayList<>();
        for (Channel channel : List.copyOf(channels)) {
            CompletableFuture<Void> closed = new CompletableFuture<>();
            channel.closeFuture().addListener(_ -> closed.complete(null));
            closing.add(closed);
            StreamHandler stream = channel.pipeline().get(StreamHandler.class);
            if (stream == null) {
                ChannelFuture _ = channel.close();
            } else {
                stream.connection().close("the transport was closed");
            }
        }
        CompletableFuture<Void> ended = CompletableFuture.allOf(closing.toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, SENDING_SECONDS_MAX, TimeUnit.SECONDS)
                .thenRun(this::endThreads);
        if (!Thread.currentThread().getName().startsWith(THREADS)) {
            ended.join();
            group.terminationFuture().awaitUninterruptibly(ENDING_SECONDS_MAX, TimeUnit.SECONDS);
        }
    }

    private void endThreads() {
        Future<?> _ = group.shutdownGracefully(100, 5_000, TimeUnit.MILLISECONDS);
    }

    void checkOpen(String action) {
        if (isClosed) {
            throw closed(action);
        }
    }

    static QuernException closed(String action) {
        return new QuernException(ErrorCode.NETWORK, "cannot " + action + ": the transport is closed");
    }

    /// The words of the operating system, without the address that Netty adds.
    static String reason(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        int end = message.indexOf(": ");
        return end < 0 ? message : message.substring(0, end);
    }
}
