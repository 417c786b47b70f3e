package io.quern.core.transport.tcp.admission;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.quern.core.message.HandshakeMessage.Reason;
import io.quern.core.message.HandshakeMessage.Refused;
import io.quern.core.wire.MessageCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/// Looks at the first bytes of a connection, so that who comes to the wrong address is told so in its own
/// language, and the log says what it was. It only compares: nothing is decoded here. What it does not know goes
/// on, and fails there.
public final class FirstBytes extends ByteToMessageDecoder {
    /// As long as the head of a TLS record, and shorter than anything that is meant for us.
    private static final int LOOKED_AT = 5;

    private static final int TLS_HANDSHAKE = 0x16;
    private static final int TLS_MAJOR_VERSION = 3;

    /// A fatal alert "protocol version", which TLS libraries show to people.
    private static final byte[] TLS_ALERT = {0x15, 3, 3, 0, 2, 2, 70};

    private static final Set<String> HTTP = Set.of("GET ", "HEAD", "POST", "PUT ", "DELE", "OPTI", "PATC", "PRI ");
    private static final String HTTP_ANSWER = """
            HTTP/1.1 400 Bad Request\r
            Content-Type: text/plain\r
            Connection: close\r
            \r
            This port speaks the protocol of Quern, not HTTP.
            """;

    private final boolean isTls;
    private boolean isOver;

    public FirstBytes(boolean isTls) {
        this.isTls = isTls;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (isOver) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (in.readableBytes() < LOOKED_AT) {
            return;
        }
        int start = in.readerIndex();
        boolean looksLikeTls =
                in.getUnsignedByte(start) == TLS_HANDSHAKE && in.getUnsignedByte(start + 1) == TLS_MAJOR_VERSION;
        // A length below 64 KiB, and the type of a Hello.
        boolean looksLikeQuern = in.getUnsignedShort(start) == 0 && in.getUnsignedByte(start + 4) == 1;
        if (HTTP.contains(in.toString(start, 4, StandardCharsets.ISO_8859_1))) {
            sendAway(
                    context,
                    Unpooled.copiedBuffer(HTTP_ANSWER, StandardCharsets.US_ASCII),
                    "this looks like HTTP, and this port speaks the protocol of Quern");
        } else if (looksLikeTls && !isTls) {
            sendAway(
                    context,
                    Unpooled.wrappedBuffer(TLS_ALERT),
                    "this looks like TLS, and this address is without; write tcp:// instead of tls://");
        } else if (looksLikeQuern && isTls) {
            String text = "this address is with TLS; write tls:// instead of tcp://, and take the connection file of "
                    + "its scheduler";
            byte[] refusal = MessageCodec.encode(new Refused(Reason.TLS, text));
            sendAway(context, Unpooled.buffer().writeInt(refusal.length).writeBytes(refusal), "it came without TLS");
        } else {
            context.pipeline().remove(this);
        }
    }

    private void sendAway(ChannelHandlerContext context, ByteBuf answer, String problem) {
        isOver = true;
        ChannelFuture _ = context.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
        context.fireExceptionCaught(new ForeignException(problem));
    }

    /// The peer speaks something else, and was told so.
    static final class ForeignException extends RuntimeException {
        ForeignException(String message) {
            super(message, null, false, false);
        }
    }
}
