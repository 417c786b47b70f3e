package io.quern.core.transport.tcp.admission;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.TooLongFrameException;
import io.quern.core.runtime.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Cuts the stream into frames. Small ones only until the peer has proved itself; a longer one is refused at its
/// length, before any of it is kept. Not Netty's own decoder, because the limit changes in the middle of the
/// stream.
///
/// A frame that has begun has to end: within [#allow]'s patience and a second more for each [#BYTES_A_SECOND_MIN]
/// of it. So bytes that come singly do not keep a connection, and a large job on a slow link passes. One alarm at
/// a time looks after that, not one a frame.
public final class FrameDecoder extends ByteToMessageDecoder {
    public static final String NAME = "frames";

    private static final int BYTES_A_SECOND_MIN = 256 * 1024;

    private final Clock clock;
    private int bytesMax;
    private long patienceNanos = Long.MAX_VALUE;
    private boolean isAlarmSet;

    /// Of the frame of which a part has come; meaningless where there is none.
    private long dueNanos;

    private boolean isInFrame;

    public FrameDecoder(int bytesMax, Clock clock) {
        this.bytesMax = bytesMax;
        this.clock = clock;
    }

    /// The peer has proved itself. Called by the channel's thread alone.
    ///
    /// @param patience how long a frame may take, apart from its length
    void allow(int newBytesMax, Duration patience) {
        bytesMax = newBytesMax;
        patienceNanos = patience.toNanos();
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < Integer.BYTES) {
            waitForMore(context, in);
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
            isInFrame = false;
        } else {
            waitForMore(context, in);
        }
    }

    /// Called whenever bytes have come that are no whole frame: none at all, where the last one has just been cut
    /// off.
    private void waitForMore(ChannelHandlerContext context, ByteBuf in) {
        if (isInFrame || !in.isReadable() || patienceNanos == Long.MAX_VALUE) {
            return;
        }
        isInFrame = true;
        dueNanos = clock.nanoTime() + patienceNanos;
        if (!isAlarmSet) {
            setAlarm(context, patienceNanos);
        }
    }

    private void setAlarm(ChannelHandlerContext context, long delayNanos) {
        isAlarmSet = true;
        var _ = context.executor().schedule(() -> look(context), delayNanos, TimeUnit.NANOSECONDS);
    }

    private void look(ChannelHandlerContext context) {
        isAlarmSet = false;
        if (!isInFrame || context.isRemoved()) {
            return;
        }
        long leftNanos = dueNanos + extraNanos() - clock.nanoTime();
        if (leftNanos > 0) {
            setAlarm(context, leftNanos);
        } else {
            context.fireExceptionCaught(new TooLongFrameException("a frame was not whole after "
                    + TimeUnit.NANOSECONDS.toMillis(patienceNanos + extraNanos()) + " ms"));
        }
    }

    /// What the length of the frame under way adds.
    private long extraNanos() {
        int length = internalBuffer().readableBytes() < Integer.BYTES
                ? 0
                : internalBuffer().getInt(internalBuffer().readerIndex());
        return TimeUnit.SECONDS.toNanos(length) / BYTES_A_SECOND_MIN;
    }
}
