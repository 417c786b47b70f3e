package io.quern.core.transport.tcp;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.message.HandshakeMessage.Reason;
import io.quern.core.message.Role;
import io.quern.core.runtime.Clock;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Opens connections. A peer that does not answer is dialled again, after longer and longer pauses, until it is too
/// late. Thread-safe.
final class TcpDialling {
    private static final long RETRY_FIRST_MILLIS = 50;
    private static final long RETRY_MAX_MILLIS = 1_000;

    private final TcpNetwork network;
    private final Clock clock;

    /// Connections whose opening somebody waits for.
    private final Set<CompletableFuture<Connection>> opening = ConcurrentHashMap.newKeySet();

    /// A connection to be opened.
    ///
    /// @param deadlineNanos when no further attempt begins
    /// @param opened completed when it is open, or fails
    private record Call(
            TcpAddress target,
            InetSocketAddress socket,
            Role role,
            ConnectionListener listener,
            long deadlineNanos,
            CompletableFuture<Connection> opened) {}

    TcpDialling(TcpNetwork network, Clock clock) {
        this.network = network;
        this.clock = clock;
    }

    /// Opens a connection.
    ///
    /// @param patience how long to try; at least one attempt is made
    /// @return fails with a [QuernException]
    /// @throws QuernException USER where the address is none
    CompletableFuture<Connection> open(String address, Role role, ConnectionListener listener, Duration patience) {
        TcpAddress target = TcpAddress.parse(address);
        InetSocketAddress socket = target.resolve();
        long deadlineNanos = clock.nanoTime() + patience.toNanos();
        Call call = new Call(target, socket, role, listener, deadlineNanos, newOpening());
        attempt(call, RETRY_FIRST_MILLIS);
        return call.opened();
    }

    /// Known before the first look at whether the network is closed, so that either the attempt or [#abandon] sees the
    /// other and no one is left waiting: a retry that is planned when the network threads end never comes.
    @SuppressWarnings("UndefinedEquals") // each future is equal to itself alone
    private CompletableFuture<Connection> newOpening() {
        CompletableFuture<Connection> opened = new CompletableFuture<>();
        opening.add(opened);
        CompletableFuture<Connection> _ = opened.whenComplete((_, _) -> opening.remove(opened));
        return opened;
    }

    private void attempt(Call call, long pauseMillis) {
        if (network.isClosed()) {
            call.opened().completeExceptionally(TcpNetwork.closed("connect to " + call.target()));
            return;
        }
        dial(call).addListener(future -> {
            if (!future.isSuccess()) {
                retry(call, future.cause(), pauseMillis);
            }
        });
    }

    private void retry(Call call, Throwable cause, long pauseMillis) {
        long leftNanos = call.deadlineNanos() - clock.nanoTime();
        if (leftNanos <= 0 || network.isClosed()) {
            call.opened().completeExceptionally(noAnswer(call, cause));
            return;
        }
        var _ = network.group()
                .schedule(
                        () -> attempt(call, Math.min(RETRY_MAX_MILLIS, 2 * pauseMillis)),
                        Math.min(pauseMillis, 1 + TimeUnit.NANOSECONDS.toMillis(leftNanos)),
                        TimeUnit.MILLISECONDS);
    }

    private ChannelFuture dial(Call call) {
        return new Bootstrap()
                .group(network.group())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, TcpNetwork.WATER_MARKS)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        network.settings().handshakeMax().toMillis())
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        network.equip(channel, true, EnumSet.of(call.role()), outcome(channel, call));
                    }
                })
                .connect(call.socket());
    }

    private HandshakeHandler.Outcome outcome(SocketChannel channel, Call call) {
        return new HandshakeHandler.Outcome() {
            @Override
            public StreamHandler welcome(ChannelHandlerContext context, Role asked, String peerName) {
                TcpConnection connection = new TcpConnection(channel, peerName);
                channel.eventLoop().execute(() -> call.opened().complete(connection));
                return new StreamHandler(connection, call.listener(), call.role(), true, network.settings());
            }

            @Override
            public void failed(@Nullable Reason reason, String text) {
                call.opened().completeExceptionally(refused(call.target(), reason, text));
            }
        };
    }

    private QuernException noAnswer(Call call, Throwable cause) {
        String reason = TcpNetwork.reason(cause);
        Duration tried = network.settings().connectFor();
        String attempts = tried.isZero() ? reason : "tried for " + seconds(tried) + ", last: " + reason;
        String text = call.role() == Role.TRANSFER
                ? "no worker answers at " + call.target() + " (" + reason + ")"
                : "no scheduler answers at " + call.target() + " (" + attempts
                        + "); start one with: bin/quern scheduler --port "
                        + call.target().port();
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

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1_000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    /// Fails what is being opened. Called once the network is closed.
    void abandon() {
        opening.forEach(opened -> opened.completeExceptionally(TcpNetwork.closed("connect")));
    }
}
