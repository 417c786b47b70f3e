package io.quern.core.transport.tcp.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import io.quern.core.config.DoorLimits;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoorTest {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final DoorLimits LIMITS = new DoorLimits(5, 3, Duration.ofSeconds(2), PAUSE, 2);

    private final MovedClock clock = new MovedClock();
    private final Door door = new Door(LIMITS, clock);

    @Test
    void oneAddressHasFewPlacesAndAllTogetherHaveMore() {
        for (int i = 0; i < 3; i++) {
            assertThat(door.arrive(from("192.0.2.1"))).isTrue();
        }
        assertThat(door.arrive(from("192.0.2.1"))).isFalse();
        assertThat(door.arrive(from("192.0.2.2"))).isTrue();
        assertThat(door.arrive(from("192.0.2.3"))).isTrue();
        assertThat(door.arrive(from("192.0.2.4"))).isFalse();
    }

    @Test
    void oneNetworkOfIpv6IsOneAddress() {
        for (int i = 0; i < 3; i++) {
            assertThat(door.arrive(from("2001:db8:1:2::" + i))).isTrue();
        }
        assertThat(door.arrive(from("2001:db8:1:2:ffff::1"))).isFalse();
        assertThat(door.arrive(from("2001:db8:1:3::1"))).isTrue();
    }

    @Test
    void theOldestOfTheAddressGivesWayOnceItHadTime() {
        List<EmbeddedChannel> standing = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            standing.add(from("192.0.2.1"));
            assertThat(door.arrive(standing.get(i))).isTrue();
            clock.pass(Duration.ofMillis(800));
        }
        // The first came 2.4 s ago, the second 1.6.
        assertThat(door.arrive(from("192.0.2.1"))).isTrue();
        assertThat(standing).extracting(EmbeddedChannel::isOpen).containsExactly(false, true, true);
        assertThat(door.arrive(from("192.0.2.1"))).isFalse();
        assertThat(standing).extracting(EmbeddedChannel::isOpen).containsExactly(false, true, true);
    }

    @Test
    void whoGoesMakesRoomAndWhoWasWrongDoesNotAtOnce() {
        EmbeddedChannel honest = from("192.0.2.1");
        EmbeddedChannel guessing = from("192.0.2.1");
        assertThat(door.arrive(honest)).isTrue();
        assertThat(door.arrive(guessing)).isTrue();
        assertThat(door.arrive(from("192.0.2.1"))).isTrue();
        ChannelFuture _ = honest.close();
        assertThat(door.arrive(from("192.0.2.1"))).isTrue();
        door.detain(guessing);
        ChannelFuture _ = guessing.close();
        assertThat(door.arrive(from("192.0.2.1"))).isFalse();
        clock.pass(PAUSE);
        assertThat(door.arrive(from("192.0.2.1"))).isTrue();
    }

    @Test
    void thereAreSoManyInsideAndNoMore() {
        EmbeddedChannel first = from("192.0.2.1");
        EmbeddedChannel second = from("192.0.2.2");
        EmbeddedChannel third = from("192.0.2.3");
        for (EmbeddedChannel channel : List.of(first, second, third)) {
            assertThat(door.arrive(channel)).isTrue();
        }
        assertThat(door.enter(first)).isTrue();
        assertThat(door.enter(second)).isTrue();
        assertThat(door.enter(third)).isFalse();
        ChannelFuture _ = first.close();
        assertThat(door.enter(third)).isTrue();
        assertThat(door.enter(from("192.0.2.4"))).as("one that never arrived").isFalse();
    }

    private static EmbeddedChannel from(String address) {
        return new EmbeddedChannel() {
            @Override
            public SocketAddress remoteAddress() {
                return new InetSocketAddress(address, 1);
            }
        };
    }
}
