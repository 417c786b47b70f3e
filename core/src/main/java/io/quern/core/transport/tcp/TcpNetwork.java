package io.quern.core.transport.tcp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.quern.core.access.Token;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.message.HandshakeMessage.Version;
import io.quern.core.message.Role;
import io.quern.core.wire.Protocol;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// What listening and dialling share: the network threads, the channels that are open, and what this process says of
/// itself to a peer. Thread-safe.
final class TcpNetwork {
    static final WriteBufferWaterMark WATER_MARKS = new WriteBufferWaterMark(1024 * 1024, 4 * 1024 * 1024);

    private static final String THREAD_NAME = "quern-network";

    private final String ownName;
    private final Token token;
    private final List<Version> versions;
    private final TcpSettings settings;
    private final SecureRandom random = new SecureRandom();
    private final EventLoopGroup group;
    private final Set<Channel> channels = ConcurrentHashMap.newKeySet();
    private volatile boolean isClosed;

    TcpNetwork(String ownName, Token token, TcpSettings settings, List<Version> versions) {
        this.ownName = ownName;
        this.token = token;
        this.settings = settings;
        this.versions = List.copyOf(versions);
        this.group = new MultiThreadIoEventLoopGroup(
                settings.threads(), new DefaultThreadFactory(THREAD_NAME, true), NioIoHandler.newFactory());
    }

    EventLoopGroup group() {
        return group;
    }

    TcpSettings settings() {
        return settings;
    }

    /// Prepares a new channel for its handshake.
    ///
    /// @param isOpener whether this process opened it
    /// @param roles that the opener may have
    void equip(SocketChannel channel, boolean isOpener, Set<Role> roles, HandshakeHandler.Outcome outcome) {
        track(channel);
        Handshake handshake = new Handshake(isOpener, roles, ownName, token, versions, random);
        channel.pipeline().addLast("frames", new FrameDecoder(Protocol.HANDSHAKE_BYTES_MAX));
        channel.pipeline()
                .addLast("handshake", new HandshakeHandler(handshake, isOpener, settings.handshakeMax(), outcome));
    }

    /// Lets a channel be closed with this network; at once if that is closed already.
    void track(Channel channel) {
        channels.add(channel);
        channel.closeFuture().addListener(_ -> channels.remove(channel));
        if (isClosed) {
            ChannelFuture _ = channel.close();
        }
    }

    boolean isClosed() {
        return isClosed;
    }

    /// @throws QuernException where it is closed
    void checkOpen(String action) {
        if (isClosed) {
            throw closed(action);
        }
    }

    static QuernException closed(String action) {
        return new QuernException(ErrorCode.NETWORK, "cannot " + action + ": the transport is closed");
    }

    /// From now on nothing is opened that stays open.
    void beginClose() {
        isClosed = true;
    }

    /// Closes what is open and waits until the threads have ended, unless it is one of them that calls.
    void endClose() {
        for (Channel channel : List.copyOf(channels)) {
            StreamHandler stream = channel.pipeline().get(StreamHandler.class);
            if (stream == null) {
                ChannelFuture _ = channel.close();
            } else {
                stream.connection().close("the transport was closed");
            }
        }
        Future<?> _ = group.shutdownGracefully(100, 5_000, TimeUnit.MILLISECONDS);
        if (!Thread.currentThread().getName().startsWith(THREAD_NAME)) {
            group.terminationFuture().awaitUninterruptibly(10, TimeUnit.SECONDS);
        }
    }

    /// The words of the operating system, without the address that Netty adds.
    static String reason(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        int end = message.indexOf(": ");
        return end < 0 ? message : message.substring(0, end);
    }
}
