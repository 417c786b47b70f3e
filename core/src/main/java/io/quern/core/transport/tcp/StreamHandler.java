package io.quern.core.transport.tcp;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.ScheduledFuture;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.CoordinationAnswer;
import io.quern.core.message.CoordinationRequest;
import io.quern.core.message.Message;
import io.quern.core.message.Ping;
import io.quern.core.message.Role;
import io.quern.core.message.TransferMessage;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.message.WorkerMessage;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.tcp.admission.FrameDecoder;
import io.quern.core.transport.tcp.admission.HandshakeHandler;
import io.quern.core.wire.MessageCodec;
import io.quern.core.wire.Protocol;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives the messages of an open connection to its listener, answers for silence in both directions, and reports
/// the end once. Used by the channel's thread.
final class StreamHandler extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(StreamHandler.class);

    private final TcpConnection connection;
    private final ConnectionListener listener;
    private final List<Class<? extends Message>> expected;
    private final int frameBytesMax;
    private final TcpSettings settings;
    private @Nullable ScheduledFuture<?> stalledAlarm;
    private boolean isOver;

    StreamHandler(
            TcpConnection connection, ConnectionListener listener, Role role, boolean isOpener, TcpSettings settings) {
        this.connection = connection;
        this.listener = listener;
        this.settings = settings;
        this.expected = switch (role) {
            case WORKER -> isOpener ? List.of(WorkerInstruction.class) : List.of(WorkerMessage.class);
            case CLIENT, VIEWER ->
                isOpener
                        ? List.of(ClientNotice.class, CoordinationAnswer.class)
                        : List.of(ClientMessage.class, CoordinationRequest.class);
            case TRANSFER -> List.of(TransferMessage.class);
        };
        this.frameBytesMax = role == Role.TRANSFER ? Protocol.TRANSFER_BYTES_MAX : Protocol.CONTROL_BYTES_MAX;
    }

    TcpConnection connection() {
        return connection;
    }

    HandshakeHandler.Stream stream() {
        return new HandshakeHandler.Stream(this, frameBytesMax, settings.stalledMax());
    }

    /// Silence is measured in bytes, so that a long frame on a slow link is none; how long one frame may take is
    /// the business of [FrameDecoder].
    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        IdleStateHandler idle = new IdleStateHandler(
                settings.silenceMax().toMillis(), settings.pingEvery().toMillis(), 0, TimeUnit.MILLISECONDS);
        context.pipeline().addBefore(FrameDecoder.NAME, "idle", idle);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        Message message = MessageCodec.decode((byte[]) frame);
        if (!connection.closeReason().isEmpty()) {
            return;
        }
        if (message instanceof Ping) {
            // On a control stream the listener is told: a worker ends its runs where it hears nothing of its scheduler.
            if (!expected.contains(TransferMessage.class)) {
                listener.received(connection, message);
            }
            return;
        }
        if (!isExpected(message)) {
            throw new IllegalStateException("a " + message.getClass().getSimpleName() + " came where a "
                    + String.join(
                            " or ", expected.stream().map(Class::getSimpleName).toList()) + " must");
        }
        listener.received(connection, message);
    }

    private boolean isExpected(Message message) {
        for (Class<? extends Message> family : expected) {
            if (family.isInstance(message)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent idle) {
            switch (idle.state()) {
                case WRITER_IDLE -> connection.send(new Ping());
                case READER_IDLE ->
                    end(
                            context,
                            "nothing was heard from " + connection.peerName() + " for "
                                    + settings.silenceMax().toMillis() + " ms");
                case ALL_IDLE -> {
                    // Not asked for.
                }
            }
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        boolean isWritable = context.channel().isWritable();
        connection.writabilityChanged(isWritable);
        if (stalledAlarm != null) {
            stalledAlarm.cancel(false);
            stalledAlarm = null;
        }
        if (!isWritable) {
            stalledAlarm = context.executor()
                    .schedule(() -> cutOff(context), settings.stalledMax().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void cutOff(ChannelHandlerContext context) {
        String reason = connection.peerName() + " has read too little for "
                + settings.stalledMax().toMillis() + " ms";
        log.warn("Disconnected {}: {}", context.channel().remoteAddress(), reason);
        end(context, reason);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable root = cause.getCause() == null ? cause : cause.getCause();
        if (!(cause instanceof java.io.IOException)) {
            log.warn("The connection to {} is closed: {}", connection.peerName(), root.toString());
        }
        end(context, root.getMessage() == null ? root.toString() : root.getMessage());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (isOver) {
            return;
        }
        isOver = true;
        if (stalledAlarm != null) {
            stalledAlarm.cancel(false);
        }
        connection.closed();
        String own = connection.closeReason();
        try {
            listener.closed(connection, own.isEmpty() ? "the peer closed the connection" : own);
        } catch (RuntimeException e) {
            log.error("The listener of {} failed at its end", connection.peerName(), e);
        }
    }

    /// Closes at once: what is queued could not be sent anyway.
    private void end(ChannelHandlerContext context, String reason) {
        connection.close(reason);
        ChannelFuture _ = context.close();
    }
}
