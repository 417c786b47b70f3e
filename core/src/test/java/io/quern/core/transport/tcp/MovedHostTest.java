package io.quern.core.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.access.Credentials;
import io.quern.core.access.RoleTokens;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.message.Role;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.StreamRecorder;
import io.quern.core.transport.tcp.admission.Handshake;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A scheduler in a container comes back at another address under the same name, while others try to reach it.
@Timeout(60)
class MovedHostTest {
    private static final String HERE = "127.0.0.1";
    /// Of this machine too, and nobody listens there.
    private static final String BEFORE = "127.0.0.77";
    /// A look-up that finds nothing.
    private static final String NOWHERE = "";

    private static final Credentials FRIENDS = Credentials.of(RoleTokens.random(new SecureRandom()));

    private final TcpTransport scheduler = transport("scheduler", InetAddress::getByName);
    private final String port = scheduler
            .listen("tcp://127.0.0.1:0", (_, _) -> new StreamRecorder())
            .replaceFirst(".*:", "");

    @AfterEach
    void close() {
        scheduler.close();
    }

    @Test
    void hostThatMovesWhileItIsDialledIsReachedAtItsNewAddress() {
        assertThat(peerReached(BEFORE, BEFORE, HERE)).isEqualTo("scheduler");
    }

    @Test
    void hostThatHasNoAddressForAWhileIsTriedOn() {
        assertThat(peerReached(BEFORE, NOWHERE, HERE)).isEqualTo("scheduler");
    }

    @Test
    void hostThatMovesOffThisMachineIsNotReachedInPlainText() {
        assertThatThrownBy(() -> peerReached(BEFORE, "192.0.2.1"))
                .isInstanceOfSatisfying(
                        QuernException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.USER))
                .hasMessageContaining("tcp://scheduler.test:" + port + " is not an address of this machine alone")
                .hasMessageContaining("192.0.2.1");
    }

    /// Connects to a host whose look-ups give these addresses, one after the other.
    private String peerReached(String... addresses) {
        Queue<String> next = new ArrayDeque<>(Arrays.asList(addresses));
        try (TcpTransport client = transport("client", host -> {
            assertThat(host).isEqualTo("scheduler.test");
            String address = next.remove();
            if (address.equals(NOWHERE)) {
                throw new UnknownHostException(host);
            }
            return InetAddress.getByName(address);
        })) {
            return client.connect("tcp://scheduler.test:" + port, Role.CLIENT, new StreamRecorder())
                    .peerName();
        }
    }

    private static TcpTransport transport(String name, HostLookup hosts) {
        return new TcpTransport(
                name,
                FRIENDS,
                _ -> {
                    throw new AssertionError("no result is sent");
                },
                TcpSettings.DEFAULT.withConnectFor(Duration.ofSeconds(5)),
                new SystemClock(),
                Handshake.ownVersions(),
                hosts);
    }
}
