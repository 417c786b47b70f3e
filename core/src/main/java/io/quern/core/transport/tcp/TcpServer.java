package io.quern.core.transport.tcp;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.message.HandshakeMessage.Reason;
import io.quern.core.message.Role;
import io.quern.core.transport.Acceptor;
import io.quern.core.transport.tcp.admission.Door;
import io.quern.core.transport.tcp.admission.FirstBytes;
import io.quern.core.transport.tcp.admission.HandshakeFailure;
import io.quern.core.transport.tcp.admission.HandshakeHandler;
import io.quern.core.transport.tcp.admission.RefusalLog;
import io.quern.core.transport.tcp.admission.TlsChannels;
import io.quern.core.transport.tcp.admission.UnprovedBytes;
import io.quern.core.wire.Protocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;

/// The accepting side of a transport. What a connection goes through, in this order, none before the one above is
/// done:
///
///     the door (Door): how many wait to prove themselves, how many are in
///     bytes (UnprovedBytes), the first ones looked at (FirstBytes)
///     TLS
///     frames of at most 4 KiB (FrameDecoder)
///     the handshake (HandshakeHandler), within a deadline from the beginning
///     frames and messages of its role (StreamHandler)
final class TcpServer {
    private static final int BACKLOG = 1_024;

    /// What TLS itself may take before there is anything to read.
    private static final int TLS_BYTES_MAX = 64 * 1024;

    private final Network network;
    private final Greeting greeting;
    private final TlsChannels tls;
    private final Door door;
    private final RefusalLog refusals;

    TcpServer(Network network, Greeting greeting, TlsChannels tls) {
        this.network = network;
        this.greeting = greeting;
        this.tls = tls;
        this.door = new Door(greeting.settings().door(), greeting.clock());
        this.refusals = new RefusalLog(greeting.clock());
    }

    /// @param roles that may connect there
    /// @return where it listens, with the real port
    TcpAddress listen(TcpAddress wanted, Set<Role> roles, Acceptor acceptor) {
        InetSocketAddress socket =
                wanted.resolve(InetAddress::getByName, greeting.settings().isPlainAllowed());
        network.checkOpen("listen at " + wanted);
        TcpAddress known = wanted.isTls() ? wanted.withPin(tls.ownPin(wanted.toString())) : wanted;
        ChannelFuture bound = new ServerBootstrap()
                .group(network.group())
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, Network.WATER_MARKS)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accept(channel, wanted.isTls(), roles, acceptor);
                    }
                })
                .bind(socket)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new QuernException(
                    ErrorCode.USER,
                    "cannot listen at " + wanted + ": " + Network.reason(bound.cause())
                            + "; choose another port, or 0 for any free one",
                    bound.cause());
        }
        network.track(bound.channel());
        return known.withPort(((InetSocketAddress) bound.channel().localAddress()).getPort());
    }

    private void accept(SocketChannel channel, boolean isTls, Set<Role> roles, Acceptor acceptor) {
        if (network.isClosed() || !door.arrive(channel)) {
            refusals.refused(channel.remoteAddress(), Door.CROWDED);
            ChannelFuture _ = channel.close();
            return;
        }
        network.track(channel);
        channel.pipeline()
                .addLast(new UnprovedBytes(Protocol.HANDSHAKE_BYTES_MAX + (isTls ? TLS_BYTES_MAX : 0)))
                .addLast(new FirstBytes(isTls));
        if (isTls) {
            channel.pipeline().addLast(tls.accept(channel));
        }
        greeting.equip(channel, false, roles, new HandshakeHandler.Outcome() {
            @Override
            public boolean hasRoom() {
                return door.enter(channel);
            }

            @Override
            public HandshakeHandler.Stream welcome(Role role, String peerName) {
                if (role != Role.TRANSFER) {
                    refusals.letIn(role, peerName, channel.remoteAddress());
                }
                TcpConnection connection = new TcpConnection(channel, peerName);
                return new StreamHandler(
                                connection, acceptor.accept(connection, role), role, false, greeting.settings())
                        .stream();
            }

            @Override
            public void failed(HandshakeFailure failure) {
                if (failure instanceof HandshakeFailure.Refused refused && refused.reason() == Reason.TOKEN) {
                    door.detain(channel);
                }
                refusals.refused(channel.remoteAddress(), failure.text());
            }
        });
    }
}
