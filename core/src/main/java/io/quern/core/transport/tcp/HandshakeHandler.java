package io.quern.core.transport.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import io.quern.core.message.HandshakeMessage;
import io.quern.core.message.HandshakeMessage.Reason;
import io.quern.core.message.Message;
import io.quern.core.message.Role;
import io.quern.core.wire.MessageCodec;
import io.quern.core.wire.ProtocolException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Holds a handshake on a channel, within a deadline, and then gives way to a [StreamHandler]. Used by the channel's
/// thread.
final class HandshakeHandler extends ChannelInboundHandlerAdapter {
    /// What becomes of a handshake; exactly one of both is called, once.
    interface Outcome {
        /// Returns the handler of what follows.
        StreamHandler welcome(ChannelHandlerContext context, Role role, String peerName);

        /// @param reason null where the peer just went away or said something else
        void failed(@Nullable Reason reason, String text);
    }

    private static final Logger log = LoggerFactory.getLogger(HandshakeHandler.class);

    private final Handshake handshake;
    private final boolean isOpener;
    private final Duration deadline;
    private final Outcome outcome;
    private @Nullable ScheduledFuture<?> alarm;
    private boolean isOver;

    HandshakeHandler(Handshake handshake, boolean isOpener, Duration deadline, Outcome outcome) {
        this.handshake = handshake;
        this.isOpener = isOpener;
        this.deadline = deadline;
        this.outcome = outcome;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        alarm = context.executor()
                .schedule(
                        () -> fail(context, null, "the handshake took longer than " + deadline.toMillis() + " ms"),
                        deadline.toMillis(),
                        TimeUnit.MILLISECONDS);
        if (isOpener) {
            ChannelFuture _ = context.writeAndFlush(frame(context, handshake.begin()));
        }
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        if (isOver) {
            return;
        }
        Message message = MessageCodec.decode((byte[]) frame);
        if (!(message instanceof HandshakeMessage received)) {
            fail(context, null, "a " + message.getClass().getSimpleName() + " came before the handshake");
            return;
        }
        switch (handshake.receive(received)) {
            case Handshake.Step.Answer answer -> {
                ChannelFuture _ = context.writeAndFlush(frame(context, answer.message()));
            }
            case Handshake.Step.Done done -> succeed(context, done);
            case Handshake.Step.Failed failed -> {
                ByteBuf last = failed.last() == null ? context.alloc().buffer(0) : frame(context, failed.last());
                ChannelFuture _ = context.writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
                fail(context, failed.reason(), failed.text());
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(context, null, "the peer closed the connection during the handshake");
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable root = cause.getCause() instanceof ProtocolException inner ? inner : cause;
        String text = root.getMessage() == null ? root.toString() : root.getMessage();
        if (isOver) {
            log.warn(
                    "A connection from {} is closed after its handshake",
                    context.channel().remoteAddress(),
                    cause);
        }
        fail(context, null, "the peer does not speak the protocol of Quern: " + text);
        ChannelFuture _ = context.close();
    }

    private void succeed(ChannelHandlerContext context, Handshake.Step.Done done) {
        isOver = true;
        cancelAlarm();
        if (done.last() != null) {
            ChannelFuture _ = context.writeAndFlush(frame(context, done.last()));
        }
        StreamHandler next = outcome.welcome(context, done.role(), done.peerName());
        FrameDecoder decoder = context.pipeline().get(FrameDecoder.class);
        decoder.allow(next.frameBytesMax());
        context.pipeline().replace(this, "stream", next);
    }

    private void fail(ChannelHandlerContext context, @Nullable Reason reason, String text) {
        if (isOver) {
            return;
        }
        isOver = true;
        cancelAlarm();
        outcome.failed(reason, text);
        if (reason == null) {
            ChannelFuture _ = context.close();
        }
    }

    private void cancelAlarm() {
        if (alarm != null) {
            alarm.cancel(false);
        }
    }

    private static ByteBuf frame(ChannelHandlerContext context, HandshakeMessage message) {
        byte[] bytes = MessageCodec.encode(message);
        return context.alloc()
                .buffer(Integer.BYTES + bytes.length)
                .writeInt(bytes.length)
                .writeBytes(bytes);
    }
}
