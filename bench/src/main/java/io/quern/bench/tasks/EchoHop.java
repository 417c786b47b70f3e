package io.quern.bench.tasks;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;

/// One process on the way of an echo: sends back what it gets, or passes it on to the next hop and the answer back.
/// What a message costs that goes from client to scheduler to worker and back, were there nothing to do on the way.
public final class EchoHop {
    private static final String LOOPBACK = "127.0.0.1";

    private EchoHop() {}

    /// Prints its port once it listens, and runs until it is killed.
    ///
    /// @param arguments the port of the next hop; none: this one answers
    public static void main(String[] arguments) throws InterruptedException {
        MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        ServerBootstrap server = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel accepted) {
                        accepted.pipeline().addLast(answer(accepted, arguments, loops));
                    }
                });
        Channel listening = server.bind(LOOPBACK, 0).sync().channel();
        System.out.println(((InetSocketAddress) listening.localAddress()).getPort());
        listening.closeFuture().sync();
    }

    /// Nothing is read from the accepted connection before there is somewhere to pass it on to.
    private static ChannelInboundHandlerAdapter answer(
            Channel accepted, String[] arguments, MultiThreadIoEventLoopGroup loops) {
        if (arguments.length == 0) {
            return new PassOn(accepted);
        }
        accepted.config().setAutoRead(false);
        ChannelFuture next = connect(Integer.parseInt(arguments[0]), loops, new PassOn(accepted));
        next.addListener(_ -> accepted.config().setAutoRead(true));
        return new PassOn(next.channel());
    }

    private static ChannelFuture connect(
            int port, MultiThreadIoEventLoopGroup loops, ChannelInboundHandlerAdapter handler) {
        return new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(handler)
                .connect(LOOPBACK, port);
    }

    /// Opens a connection to the hop at `port`.
    ///
    /// @param answers gets the number of bytes of each piece that comes back
    static Channel open(int port, MultiThreadIoEventLoopGroup loops, BlockingQueue<Integer> answers)
            throws InterruptedException {
        ChannelInboundHandlerAdapter count = new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                ByteBuf bytes = (ByteBuf) message;
                answers.add(bytes.readableBytes());
                bytes.release();
            }
        };
        return connect(port, loops, count).sync().channel();
    }

    /// Writes what it reads to another channel.
    private static final class PassOn extends ChannelInboundHandlerAdapter {
        private final Channel to;

        PassOn(Channel to) {
            this.to = to;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            Future<?> _ = to.writeAndFlush(message);
        }
    }
}
