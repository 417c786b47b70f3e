package io.quern.core.transport.tcp.admission;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import io.quern.core.message.HandshakeMessage;
import io.quern.core.message.HandshakeMessage.Reason;
import io.quern.core.message.Role;
import io.quern.core.wire.MessageCodec;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Holds a handshake on a channel, within a deadline that TLS shares, and then gives way to the handler of the
/// open stream. Used by
/// the channel's thread.
public final class HandshakeHandler extends ChannelInboundHandlerAdapter {
    /// What becomes of a handshake.
    public interface Outcome {
        /// The peer has proved itself.
        ///
        /// @return false where there is no room for it
        boolean hasRoom();

        /// Returns what follows. Either this is called or the next, once.
        Stream welcome(Role role, String peerName);

        void failed(HandshakeFailure failure);
    }

    /// What comes after the handshake.
    ///
    /// @param frameBytesMax the largest frame
    /// @param framePatience how long a frame may take, apart from its length
    public record Stream(ChannelHandler handler, int frameBytesMax, Duration framePatience) {}

    /// @param deadline from the open connection to the welcome
    /// @param refusalPause how long the answer to a wrong token waits
    public record Times(Duration deadline, Duration refusalPause) {}

    private static final Logger log = LoggerFactory.getLogger(HandshakeHandler.class);
    private static final String FULL = "there are as many connections as there may be (transport.connections-max)";

    private final Handshake handshake;
    private final boolean isOpener;
    private final Times times;
    private final Outcome outcome;
    private @Nullable ScheduledFuture<?> alarm;
    private boolean isOver;
    private boolean isLetIn;

    public HandshakeHandler(Handshake handshake, boolean isOpener, Times times, Outcome outcome) {
        this.handshake = handshake;
        this.isOpener = isOpener;
        this.times = times;
        this.outcome = outcome;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        String late = "the handshake took longer than " + times.deadline().toMillis() + " ms";
        alarm = context.executor()
                .schedule(
                        () -> close(context, new HandshakeFailure.Gone(late)),
                        times.deadline().toMillis(),
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
        switch (handshake.receive(MessageCodec.decodeHandshake((byte[]) frame))) {
            case Handshake.Step.Answer answer -> {
                ChannelFuture _ = context.writeAndFlush(frame(context, answer.message()));
            }
            case Handshake.Step.Done done -> {
                if (outcome.hasRoom()) {
                    succeed(context, done);
                } else {
                    refuse(context, Reason.FULL, FULL, new HandshakeMessage.Refused(Reason.FULL, FULL));
                }
            }
            case Handshake.Step.Failed failed -> refuse(context, failed.reason(), failed.text(), failed.last());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent completion && !completion.isSuccess()) {
            close(context, Troubles.ofTls(completion.cause(), isOpener));
        } else if (event instanceof Door.GiveWay) {
            close(context, new HandshakeFailure.Gone(Door.CROWDED + ", and this one stood there longest"));
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        close(context, new HandshakeFailure.Gone("the peer closed the connection during the handshake"));
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (isOver) {
            if (isLetIn) {
                log.warn(
                        "Closed the connection from {}: nobody took it",
                        context.channel().remoteAddress(),
                        cause);
            }
            ChannelFuture _ = context.close();
            return;
        }
        HandshakeFailure failure = Troubles.ofHandshake(cause, isOpener);
        if (cause instanceof FirstBytes.ForeignException) {
            // It closes once its answer is sent.
            fail(failure);
        } else {
            close(context, failure);
        }
    }

    private void succeed(ChannelHandlerContext context, Handshake.Step.Done done) {
        isOver = true;
        isLetIn = true;
        cancelAlarm();
        if (done.last() != null) {
            ChannelFuture _ = context.writeAndFlush(frame(context, done.last()));
        }
        Stream next = outcome.welcome(done.role(), done.peerName());
        FrameDecoder decoder = context.pipeline().get(FrameDecoder.class);
        decoder.allow(next.frameBytesMax(), next.framePatience());
        if (context.pipeline().get(UnprovedBytes.class) != null) {
            context.pipeline().remove(UnprovedBytes.class);
        }
        context.pipeline().replace(this, "stream", next.handler());
    }

    /// Closes after the last word. A wrong token waits for it, and keeps its place at the door meanwhile, so that
    /// there is an end to how many can be tried in a second.
    private void refuse(
            ChannelHandlerContext context, Reason reason, String text, @Nullable HandshakeMessage lastWord) {
        fail(new HandshakeFailure.Refused(reason, text));
        Runnable part = () -> {
            ByteBuf last = lastWord == null ? context.alloc().buffer(0) : frame(context, lastWord);
            ChannelFuture _ = context.writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
        };
        if (reason == Reason.TOKEN && !isOpener) {
            var _ = context.executor().schedule(part, times.refusalPause().toMillis(), TimeUnit.MILLISECONDS);
        } else {
            part.run();
        }
    }

    private void close(ChannelHandlerContext context, HandshakeFailure failure) {
        if (!isOver) {
            fail(failure);
            ChannelFuture _ = context.close();
        }
    }

    private void fail(HandshakeFailure failure) {
        if (!isOver) {
            isOver = true;
            cancelAlarm();
            outcome.failed(failure);
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
