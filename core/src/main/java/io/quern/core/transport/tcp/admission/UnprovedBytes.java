package io.quern.core.transport.tcp.admission;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.util.ReferenceCountUtil;

/// Bounds what a peer may send before it has proved itself, whatever it is. First in the pipeline; removed then.
public final class UnprovedBytes extends ChannelInboundHandlerAdapter {
    private final int bytesMax;
    private long received;

    public UnprovedBytes(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes) {
            received += bytes.readableBytes();
        }
        if (received > bytesMax) {
            ReferenceCountUtil.release(message);
            context.fireExceptionCaught(
                    new TooLongFrameException("it sent more than " + bytesMax + " bytes before it had proved itself"));
            return;
        }
        context.fireChannelRead(message);
    }
}
