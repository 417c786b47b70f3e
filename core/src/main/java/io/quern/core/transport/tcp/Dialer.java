package io.quern.core.transport.tcp;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.quern.core.access.CertificatePin;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.message.HandshakeMessage.Reason;
import io.quern.core.message.Role;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.tcp.admission.HandshakeFailure;
import io.quern.core.transport.tcp.admission.HandshakeHandler;
import io.quern.core.transport.tcp.admission.TlsChannels;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/// The opening side of a transport. Thread-safe.
final class Dialer {
    private static final long RETRY_FIRST_MILLIS = 50;
    private static final long RETRY_MAX_MILLIS = 1_000;

    private final Network network;
    private final Greeting greeting;
    private final TlsChannels tls;
    private final HostLookup hosts;

    /// Attempts to connect whose outcome somebody waits for.
    private final Set<CompletableFuture<Connection>> opening = ConcurrentHashMap.newKeySet();

    Dialer(Network network, Greeting greeting, TlsChannels tls, HostLookup hosts) {
        this.network = network;
        this.greeting = greeting;
        this.tls = tls;
        this.hosts = hosts;
    }

    /// One wish to connect, through all its attempts.
    ///
    /// @param patience how long an address where nobody listens is tried again
    private record Call(
            TcpAddress target,
            Role role,
            ConnectionListener listener,
            CompletableFuture<Connection> opened,
            long startNanos,
            Duration patience) {}

    /// Completes with an open connection, or with a [QuernException].
    ///
    /// Where nobody listens it is tried again for as long as `patience`; where somebody listens and hangs up,
    /// for at least as long as a handshake may take, since that is how one says that too many are at the door.
    CompletableFuture<Connection> open(String address, Role role, ConnectionListener listener, Duration patience) {
        CompletableFuture<Connection> opened = newAttempt();
        try {
            TcpAddress target = TcpAddress.parse(address);
            if (greeting.credentials().tokens().of(role).isEmpty()) {
                throw QuernException.user("the connection file at hand is not for a "
                        + role.name().toLowerCase(Locale.ROOT) + " (it has tokens for "
                        + greeting.credentials().tokens().roles()
                        + "); take the one that the scheduler wrote for that");
            }
            if (target.isTls() && target.pin() == null) {
                target = target.withPin(schedulerPin(target));
            }
            InetSocketAddress socket = lookUp(target);
            long nowNanos = greeting.clock().nanoTime();
            attempt(new Call(target, role, listener, opened, nowNanos, patience), socket, RETRY_FIRST_MILLIS);
        } catch (QuernException e) {
            opened.completeExceptionally(e);
        }
        return opened;
    }

    private InetSocketAddress lookUp(TcpAddress target) {
        return target.resolve(hosts, greeting.settings().isPlainAllowed());
    }

    /// An address that names no pin is the scheduler's.
    private CertificatePin schedulerPin(TcpAddress target) {
        CertificatePin pin = greeting.credentials().scheduler();
        if (pin == null) {
            throw QuernException.user("nothing tells by which certificate " + target
                    + " is known: the connection file has no pin; take the file that the scheduler there wrote");
        }
        return pin;
    }

    /// Ends all attempts.
    void close() {
        opening.forEach(opened -> opened.completeExceptionally(Network.closed("connect")));
    }

    /// An attempt that [#close] ends. Without that its caller would be left waiting: a retry that is planned when
    /// the network threads end never comes.
    @SuppressWarnings("UndefinedEquals") // each future is equal to itself alone
    private CompletableFuture<Connection> newAttempt() {
        CompletableFuture<Connection> opened = new CompletableFuture<>();
        opening.add(opened);
        CompletableFuture<Connection> _ = opened.whenComplete((_, _) -> opening.remove(opened));
        return opened;
    }

    /// Another attempt, at the address that the host has by now: a scheduler in a container that was made anew has
    /// another one. On a thread of its own, since a look-up waits and network threads serve all streams.
    private void attemptAnew(Call call, long pauseMillis) {
        Thread.ofVirtual().name("quern-dial").start(() -> {
            InetSocketAddress socket;
            try {
                socket = lookUp(call.target());
            } catch (QuernException e) {
                if (e.isRetryable()) {
                    again(call, pauseMillis, call.patience(), e);
                } else {
                    call.opened().completeExceptionally(e);
                }
                return;
            }
            attempt(call, socket, pauseMillis);
        });
    }

    private void attempt(Call call, InetSocketAddress socket, long pauseMillis) {
        if (network.isClosed()) {
            call.opened().completeExceptionally(Network.closed("connect to " + call.target()));
            return;
        }
        dial(call, socket, pauseMillis).addListener(future -> {
            if (!future.isSuccess()) {
                Throwable cause = future.cause();
                again(call, pauseMillis, call.patience(), noAnswer(call, cause));
            }
        });
    }

    /// Tries again after a pause, or gives up where the time is over.
    private void again(Call call, long pauseMillis, Duration patience, QuernException reason) {
        long leftNanos = patience.toNanos() - (greeting.clock().nanoTime() - call.startNanos());
        if (leftNanos <= 0 || network.isClosed()) {
            call.opened().completeExceptionally(reason);
            return;
        }
        long delayMillis = Math.min(pauseMillis, 1 + TimeUnit.NANOSECONDS.toMillis(leftNanos));
        long nextMillis = Math.min(RETRY_MAX_MILLIS, 2 * pauseMillis);
        var _ = network.group().schedule(() -> attemptAnew(call, nextMillis), delayMillis, TimeUnit.MILLISECONDS);
    }

    private ChannelFuture dial(Call call, InetSocketAddress socket, long pauseMillis) {
        return new Bootstrap()
                .group(network.group())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, Network.WATER_MARKS)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        greeting.settings().handshakeMax().toMillis())
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) throws SSLException {
                        network.track(channel);
                        TcpAddress target = call.target();
                        if (target.isTls()) {
                            CertificatePin pin = Objects.requireNonNull(target.pin());
                            channel.pipeline().addLast(tls.open(channel, target.toString(), pin));
                        }
                        greeting.equip(channel, true, EnumSet.of(call.role()), outcome(channel, call, pauseMillis));
                    }
                })
                .connect(socket);
    }

    private HandshakeHandler.Outcome outcome(SocketChannel channel, Call call, long pauseMillis) {
        return new HandshakeHandler.Outcome() {
            @Override
            public boolean hasRoom() {
                return true;
            }

            @Override
            public HandshakeHandler.Stream welcome(Role asked, String peerName) {
                TcpConnection connection = new TcpConnection(channel, peerName);
                channel.eventLoop().execute(() -> call.opened().complete(connection));
                return new StreamHandler(connection, call.listener(), call.role(), true, greeting.settings()).stream();
            }

            @Override
            public void failed(HandshakeFailure failure) {
                QuernException refused = refused(call.target(), failure);
                if (failure instanceof HandshakeFailure.Gone) {
                    Duration handshakeMax = greeting.settings().handshakeMax();
                    Duration patience = call.patience().compareTo(handshakeMax) > 0 ? call.patience() : handshakeMax;
                    again(call, pauseMillis, patience, refused);
                } else {
                    call.opened().completeExceptionally(refused);
                }
            }
        };
    }

    private static QuernException noAnswer(Call call, Throwable cause) {
        String reason = Network.reason(cause);
        if (call.role() == Role.TRANSFER) {
            String text = "no worker answers at " + call.target() + " (" + reason + ")";
            return new QuernException(ErrorCode.NETWORK, text, cause);
        }
        Duration tried = call.patience();
        String attempts = tried.isZero() ? reason : "tried for " + seconds(tried) + ", last: " + reason;
        String text = "no scheduler answers at " + call.target() + " (" + attempts
                + "); start one with: bin/quern scheduler --port "
                + call.target().port();
        return new QuernException(ErrorCode.NETWORK, text, cause);
    }

    private static QuernException refused(TcpAddress target, HandshakeFailure failure) {
        String remedy = failure instanceof HandshakeFailure.Refused refused && refused.reason() == Reason.TOKEN
                ? "; use the connection file that the scheduler at this address wrote when it started"
                : "";
        ErrorCode code = switch (failure) {
            case HandshakeFailure.Refused refused ->
                refused.reason() == Reason.FULL ? ErrorCode.NETWORK : ErrorCode.USER;
            case HandshakeFailure.Untrusted _ -> ErrorCode.USER;
            case HandshakeFailure.Foreign _, HandshakeFailure.Gone _ -> ErrorCode.NETWORK;
        };
        return new QuernException(code, "the connection to " + target + " was refused: " + failure.text() + remedy);
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1_000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
