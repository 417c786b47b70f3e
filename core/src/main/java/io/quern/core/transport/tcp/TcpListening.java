package io.quern.core.transport.tcp;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.message.HandshakeMessage.Reason;
import io.quern.core.message.Role;
import io.quern.core.transport.Acceptor;
import io.quern.core.transport.ConnectionListener;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Accepts connections. Peers that have not proved yet that they know the token are few: others are turned away while
/// they last. Thread-safe.
final class TcpListening {
    private static final Logger log = LoggerFactory.getLogger(TcpListening.class);

    private static final int UNPROVED_MAX = 128;
    private static final int BACKLOG = 1_024;

    private final TcpNetwork network;
    private final AtomicInteger unproved = new AtomicInteger();

    TcpListening(TcpNetwork network) {
        this.network = network;
    }

    /// Listens from now on.
    ///
    /// @param roles that a peer may have
    /// @return the address, with the port that was chosen where the given one is 0
    /// @throws QuernException USER where that is not possible
    String bind(String address, Set<Role> roles, Acceptor acceptor) {
        TcpAddress wanted = TcpAddress.parse(address);
        InetSocketAddress socket = wanted.resolve();
        network.checkOpen("listen at " + address);
        ChannelFuture bound = new ServerBootstrap()
                .group(network.group())
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, TcpNetwork.WATER_MARKS)
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
                    "cannot listen at " + address + ": " + TcpNetwork.reason(bound.cause())
                            + "; choose another port, or 0 for any free one",
                    bound.cause());
        }
        network.track(bound.channel());
        return wanted.withPort(((InetSocketAddress) bound.channel().localAddress()).getPort())
                .toString();
    }

    private void accept(SocketChannel channel, Set<Role> roles, Acceptor acceptor) {
        if (unproved.incrementAndGet() > UNPROVED_MAX || network.isClosed()) {
            unproved.decrementAndGet();
            ChannelFuture _ = channel.close();
            return;
        }
        network.equip(channel, false, roles, new HandshakeHandler.Outcome() {
            @Override
            public StreamHandler welcome(ChannelHandlerContext context, Role role, String peerName) {
                unproved.decrementAndGet();
                TcpConnection connection = new TcpConnection(channel, peerName);
                ConnectionListener listener = acceptor.accept(connection, role);
                return new StreamHandler(connection, listener, role, false, network.settings());
            }

            @Override
            public void failed(@Nullable Reason reason, String text) {
                unproved.decrementAndGet();
                log.warn("Refused a connection from {}: {}", channel.remoteAddress(), text);
            }
        });
    }
}
