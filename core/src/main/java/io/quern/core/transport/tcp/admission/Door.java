package io.quern.core.transport.tcp.admission;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.quern.core.config.DoorLimits;
import io.quern.core.runtime.Clock;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Counts who stands at the door and who is inside. Strangers can fill the places at the door, but not keep them:
/// where there is no place left, the connection that has stood there longest gives way, if it had time enough.
/// Whoever knows the token is through in a fraction of that. Thread-safe.
public final class Door {
    /// For the log, about whoever is turned away and about whoever gives way.
    public static final String CROWDED = "too many have connected and not proved themselves yet";

    private static final int IPV6_NETWORK_BYTES = 8;

    /// Comes down the pipeline of a channel that is closed to make room.
    record GiveWay() {}

    /// @param isWrong whether its token was
    /// @param isGone whether its channel is closed
    private record Waiting(Object origin, long sinceNanos, boolean isWrong, boolean isGone) {}

    private final DoorLimits limits;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();

    /// Oldest first.
    @GuardedBy("lock")
    private final Map<Channel, Waiting> unproved = new LinkedHashMap<>();

    @GuardedBy("lock")
    private int open;

    public Door(DoorLimits limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /// Takes a place at the door, until [#enter] or the end of the channel.
    ///
    /// @return false where there is none: the channel is to be closed
    public boolean arrive(Channel channel) {
        Object origin = origin(channel.remoteAddress());
        long nowNanos = clock.nanoTime();
        Channel givesWay = null;
        lock.lock();
        try {
            unproved.values()
                    .removeIf(waiting -> waiting.isGone()
                            && nowNanos - waiting.sinceNanos()
                                    >= limits.refusalPause().toNanos());
            int same = Math.toIntExact(unproved.values().stream()
                    .filter(waiting -> waiting.origin().equals(origin))
                    .count());
            if (same >= limits.unprovedPerAddressMax() || unproved.size() >= limits.unprovedMax()) {
                givesWay = oldest(same >= limits.unprovedPerAddressMax() ? origin : null, nowNanos);
                if (givesWay == null) {
                    return false;
                }
            }
            unproved.put(channel, new Waiting(origin, nowNanos, false, false));
        } finally {
            lock.unlock();
        }
        if (givesWay != null) {
            givesWay.pipeline().fireUserEventTriggered(new GiveWay());
            ChannelFuture _ = givesWay.close();
        }
        channel.closeFuture().addListener(_ -> left(channel));
        return true;
    }

    /// The peer was wrong about the token. Its place stays taken for the pause of a refusal even if it does not
    /// wait for that, so that there is an end to how many tokens can be tried in a second.
    public void detain(Channel channel) {
        lock.lock();
        try {
            unproved.computeIfPresent(
                    channel,
                    (_, waiting) -> new Waiting(waiting.origin(), waiting.sinceNanos(), true, waiting.isGone()));
        } finally {
            lock.unlock();
        }
    }

    /// The peer has proved itself.
    ///
    /// @return false where there are as many connections as there may be
    public boolean enter(Channel channel) {
        lock.lock();
        try {
            if (open >= limits.openMax() || unproved.remove(channel) == null) {
                return false;
            }
            open++;
        } finally {
            lock.unlock();
        }
        channel.closeFuture().addListener(_ -> exit());
        return true;
    }

    @GuardedBy("lock")
    private @Nullable Channel oldest(@Nullable Object origin, long nowNanos) {
        for (Iterator<Map.Entry<Channel, Waiting>> all = unproved.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Channel, Waiting> entry = all.next();
            if (origin == null || entry.getValue().origin().equals(origin)) {
                if (nowNanos - entry.getValue().sinceNanos()
                        < limits.givesWayAfter().toNanos()) {
                    return null;
                }
                all.remove();
                return entry.getKey();
            }
        }
        return null;
    }

    private void left(Channel channel) {
        lock.lock();
        try {
            unproved.computeIfPresent(
                    channel,
                    (_, waiting) ->
                            waiting.isWrong() ? new Waiting(waiting.origin(), waiting.sinceNanos(), true, true) : null);
        } finally {
            lock.unlock();
        }
    }

    private void exit() {
        lock.lock();
        try {
            open--;
        } finally {
            lock.unlock();
        }
    }

    /// An address of IPv4; of IPv6 the network, since one host has as many addresses there as it likes.
    private static Object origin(@Nullable SocketAddress remote) {
        InetAddress address = remote instanceof InetSocketAddress known ? known.getAddress() : null;
        if (address instanceof Inet6Address wide) {
            return Arrays.toString(Arrays.copyOf(wide.getAddress(), IPV6_NETWORK_BYTES));
        }
        return Objects.requireNonNullElse(address, "unknown");
    }
}
