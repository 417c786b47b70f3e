package io.quern.core.transport.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.TooLongFrameException;
import java.util.List;

/// Cuts the stream into frames. Small ones only until the peer has proved itself; a longer one is refused at its
/// length, before any of it is kept. Not Netty's own decoder, because the limit changes in the middle of the stream.
final class FrameDecoder extends ByteToMessageDecoder {
    private int bytesMax;

    FrameDecoder(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /// Called by the channel's thread alone.
    void allow(int newBytesMax) {
        bytesMax = newBytesMax;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < Integer.BYTES) {
            return;
        }
        int length = in.getInt(in.readerIndex());
        if (length < 1 || length > bytesMax) {
            throw new TooLongFrameException(
                    "a frame of " + Integer.toUnsignedString(length) + " bytes, the limit here is " + bytesMax);
        }
        if (in.readableBytes() >= Integer.BYTES + length) {
            byte[] frame = new byte[length];
            in.skipBytes(Integer.BYTES);
            in.readBytes(frame);
            out.add(frame);
        }
    }
}
