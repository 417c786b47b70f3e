package io.quern.core.transport.tcp;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.quern.core.access.Token;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.key.RunId;
import io.quern.core.message.HandshakeMessage.Reason;
import io.quern.core.message.HandshakeMessage.Version;
import io.quern.core.message.Role;
import io.quern.core.runtime.Clock;
import io.quern.core.transport.Acceptor;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.FetchSink;
import io.quern.core.transport.ResultProvider;
import io.quern.core.transport.Transport;
import io.quern.core.value.ValueCodecs;
import io.quern.core.wire.Protocol;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Streams and results between processes. One group of network threads serves all that an instance opens.
///
/// Only addresses of this machine are listened at and connected to. [#connect] waits, so it must not be called by a
/// listener.
public final class TcpTransport implements Transport {
    private static final Logger log = LoggerFactory.getLogger(TcpTransport.class);

    private static final int UNPROVED_MAX = 128;
    private static final int BACKLOG = 1_024;
    private static final WriteBufferWaterMark WATER_MARKS = new WriteBufferWaterMark(1024 * 1024, 4 * 1024 * 1024);
    private static final long RETRY_FIRST_MILLIS = 50;
    private static final long RETRY_MAX_MILLIS = 1_000;

    private final String ownName;
    private final Token token;
    private final ValueCodecs codecs;
    private final TcpSettings settings;
    private final Clock clock;
    private final List<Version> versions;
    private final SecureRandom random = new SecureRandom();
    private final EventLoopGroup group;
    private final Set<Channel> channels = ConcurrentHashMap.newKeySet();

    /// Attempts to connect whose outcome somebody waits for.
    private final Set<CompletableFuture<Connection>> opening = ConcurrentHashMap.newKeySet();

    private final AtomicInteger unproved = new AtomicInteger();
    private final ResultFetcher fetcher;
    private volatile boolean isClosed;

    /// @param ownName what peers see as the name of this process
    /// @param token of the cluster
    /// @param codecs encode and decode results
    public TcpTransport(String ownName, Token token, ValueCodecs codecs, TcpSettings settings, Clock clock) {
        this(ownName, token, codecs, settings, clock, Handshake.ownVersions());
    }

    TcpTransport(
            String ownName,
            Token token,
            ValueCodecs codecs,
            TcpSettings settings,
            Clock clock,
            List<Version> versions) {
        this.ownName = ownName;
        this.token = token;
        this.codecs = codecs;
        this.settings = settings;
        this.clock = clock;
        this.versions = List.copyOf(versions);
        this.group = new MultiThreadIoEventLoopGroup(
                settings.threads(), new DefaultThreadFactory("quern-network", true), NioIoHandler.newFactory());
        this.fetcher = new ResultFetcher(codecs, settings.creditBytes(), this::openTransfer);
    }

    @Override
    public String listen(String address, Acceptor acceptor) {
        return bind(address, EnumSet.of(Role.WORKER, Role.CLIENT), acceptor);
    }

    @Override
    public String serve(String address, ResultProvider results) {
        return bind(address, EnumSet.of(Role.TRANSFER), (_, _) -> new ResultHolder(results, codecs));
    }

    @Override
    public Connection connect(String address, Role role, ConnectionListener listener) {
        TcpAddress target = TcpAddress.parse(address);
        InetSocketAddress socket = target.resolve();
        CompletableFuture<Connection> opened = newAttempt();
        long deadlineNanos = clock.nanoTime() + settings.connectFor().toNanos();
        attempt(socket, role, listener, opened, new Retry(target, deadlineNanos, RETRY_FIRST_MILLIS));
        try {
            return opened.get();
        } catch (ExecutionException e) {
            // A new exception, so that its trace shows the caller's line.
            Throwable cause = e.getCause() == null ? e : e.getCause();
            ErrorCode code = cause instanceof QuernException known ? known.code() : ErrorCode.INTERNAL;
            throw new QuernException(code, String.valueOf(cause.getMessage()), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QuernException(ErrorCode.NETWORK, "interrupted while connecting to " + address, e);
        }
    }

    @Override
    public void fetch(String dataAddress, RunId result, FetchSink sink) {
        fetcher.fetch(dataAddress, result, sink);
    }

    @Override
    public void close() {
        isClosed = true;
        opening.forEach(opened -> opened.completeExceptionally(closed("connect")));
        for (Channel channel : List.copyOf(channels)) {
            StreamHandler stream = channel.pipeline().get(StreamHandler.class);
            if (stream == null) {
                ChannelFuture _ = channel.close();
            } else {
                stream.connection().close("the transport was closed");
            }
        }
        Future<?> _ = group.shutdownGracefully(100, 5_000, TimeUnit.MILLISECONDS);
        if (!isNetworkThread()) {
            group.terminationFuture().awaitUninterruptibly(10, TimeUnit.SECONDS);
        }
    }

    private boolean isNetworkThread() {
        return Thread.currentThread().getName().startsWith("quern-network");
    }

    private String bind(String address, Set<Role> roles, Acceptor acceptor) {
        TcpAddress wanted = TcpAddress.parse(address);
        InetSocketAddress socket = wanted.resolve();
        checkOpen("listen at " + address);
        ChannelFuture bound = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARKS)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accept(channel, roles, acceptor);
                    }
                })
                .bind(socket)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new QuernException(
                    ErrorCode.USER,
                    "cannot listen at " + address + ": " + reason(bound.cause())
                            + "; choose another port, or 0 for any free one",
                    bound.cause());
        }
        track(bound.channel());
        return wanted.withPort(((InetSocketAddress) bound.channel().localAddress()).getPort())
                .toString();
    }

    private void accept(SocketChannel channel, Set<Role> roles, Acceptor acceptor) {
        if (unproved.incrementAndGet() > UNPROVED_MAX || isClosed) {
            unproved.decrementAndGet();
            ChannelFuture _ = channel.close();
            return;
        }
        track(channel);
        Handshake handshake = new Handshake(false, roles, ownName, token, versions, random);
        equip(channel, handshake, false, new HandshakeHandler.Outcome() {
            @Override
            public StreamHandler welcome(ChannelHandlerContext context, Role role, String peerName) {
                unproved.decrementAndGet();
                TcpConnection connection = new TcpConnection(channel, peerName);
                ConnectionListener listener = acceptor.accept(connection, role);
                return new StreamHandler(connection, listener, role, false, settings);
            }

            @Override
            public void failed(@Nullable Reason reason, String text) {
                unproved.decrementAndGet();
                log.warn("Refused a connection from {}: {}", channel.remoteAddress(), text);
            }
        });
    }

    /// What is known about an attempt to connect.
    private record Retry(TcpAddress target, long deadlineNanos, long pauseMillis) {
        Retry later() {
            return new Retry(target, deadlineNanos, Math.min(RETRY_MAX_MILLIS, 2 * pauseMillis));
        }
    }

    private void attempt(
            InetSocketAddress socket,
            Role role,
            ConnectionListener listener,
            CompletableFuture<Connection> opened,
            Retry retry) {
        if (isClosed) {
            opened.completeExceptionally(closed("connect to " + retry.target()));
            return;
        }
        dial(socket, role, listener, opened, retry.target()).addListener(future -> {
            if (future.isSuccess()) {
                return;
            }
            Throwable cause = future.cause();
            long leftNanos = retry.deadlineNanos() - clock.nanoTime();
            if (leftNanos <= 0 || isClosed) {
                opened.completeExceptionally(noAnswer(retry.target(), role, cause));
                return;
            }
            long pauseMillis = Math.min(retry.pauseMillis(), 1 + TimeUnit.NANOSECONDS.toMillis(leftNanos));
            var _ = group.schedule(
                    () -> attempt(socket, role, listener, opened, retry.later()), pauseMillis, TimeUnit.MILLISECONDS);
        });
    }

    private ChannelFuture dial(
            InetSocketAddress socket,
            Role role,
            ConnectionListener listener,
            CompletableFuture<Connection> opened,
            TcpAddress target) {
        return new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARKS)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        settings.handshakeMax().toMillis())
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        track(channel);
                        open(channel, role, listener, opened, target);
                    }
                })
                .connect(socket);
    }

    private void open(
            SocketChannel channel,
            Role role,
            ConnectionListener listener,
            CompletableFuture<Connection> opened,
            TcpAddress target) {
        Handshake handshake = new Handshake(true, EnumSet.of(role), ownName, token, versions, random);
        equip(channel, handshake, true, new HandshakeHandler.Outcome() {
            @Override
            public StreamHandler welcome(ChannelHandlerContext context, Role asked, String peerName) {
                TcpConnection connection = new TcpConnection(channel, peerName);
                channel.eventLoop().execute(() -> opened.complete(connection));
                return new StreamHandler(connection, listener, role, true, settings);
            }

            @Override
            public void failed(@Nullable Reason reason, String text) {
                opened.completeExceptionally(refused(target, reason, text));
            }
        });
    }

    private void equip(SocketChannel channel, Handshake handshake, boolean isOpener, HandshakeHandler.Outcome outcome) {
        channel.pipeline().addLast("frames", new FrameDecoder(Protocol.HANDSHAKE_BYTES_MAX));
        channel.pipeline()
                .addLast("handshake", new HandshakeHandler(handshake, isOpener, settings.handshakeMax(), outcome));
    }

    /// Opens a data connection; one attempt only, since a worker that is gone must be seen at once.
    private CompletableFuture<Connection> openTransfer(String dataAddress, ConnectionListener listener) {
        CompletableFuture<Connection> opened = newAttempt();
        try {
            TcpAddress target = TcpAddress.parse(dataAddress);
            attempt(
                    target.resolve(),
                    Role.TRANSFER,
                    listener,
                    opened,
                    new Retry(target, clock.nanoTime(), RETRY_FIRST_MILLIS));
        } catch (QuernException e) {
            opened.completeExceptionally(e);
        }
        return opened;
    }

    /// Known before the first look at `isClosed`, so that either the attempt or [#close] sees the other and no one is
    /// left waiting: a retry that is planned when the network threads end never comes.
    @SuppressWarnings("UndefinedEquals") // each future is equal to itself alone
    private CompletableFuture<Connection> newAttempt() {
        CompletableFuture<Connection> opened = new CompletableFuture<>();
        opening.add(opened);
        CompletableFuture<Connection> _ = opened.whenComplete((_, _) -> opening.remove(opened));
        return opened;
    }

    private void track(Channel channel) {
        channels.add(channel);
        channel.closeFuture().addListener(_ -> channels.remove(channel));
        if (isClosed) {
            ChannelFuture _ = channel.close();
        }
    }

    private QuernException noAnswer(TcpAddress target, Role role, Throwable cause) {
        Duration tried = settings.connectFor();
        String attempts = tried.isZero() ? reason(cause) : "tried for " + seconds(tried) + ", last: " + reason(cause);
        String text = role == Role.TRANSFER
                ? "no worker answers at " + target + " (" + reason(cause) + ")"
                : "no scheduler answers at " + target + " (" + attempts
                        + "); start one with: bin/quern scheduler --port " + target.port();
        return new QuernException(ErrorCode.NETWORK, text, cause);
    }

    private static QuernException refused(TcpAddress target, @Nullable Reason reason, String text) {
        String remedy = reason == Reason.TOKEN
                ? "; use the connection file that the scheduler at this address wrote when it started"
                : "";
        return new QuernException(
                reason == null ? ErrorCode.NETWORK : ErrorCode.USER,
                "the connection to " + target + " was refused: " + text + remedy);
    }

    private void checkOpen(String action) {
        if (isClosed) {
            throw closed(action);
        }
    }

    private static QuernException closed(String action) {
        return new QuernException(ErrorCode.NETWORK, "cannot " + action + ": the transport is closed");
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1_000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    /// The words of the operating system, without the address that Netty adds.
    private static String reason(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        int end = message.indexOf(": ");
        return end < 0 ? message : message.substring(0, end);
    }
}
