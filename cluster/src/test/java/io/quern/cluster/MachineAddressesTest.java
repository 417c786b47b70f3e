package io.quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.QuernException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MachineAddressesTest {
    @Test
    void aSchedulerIsToldByTheAddressItListensAt() {
        assertThat(MachineAddresses.of("127.0.0.1")).containsExactly("127.0.0.1");
        assertThat(MachineAddresses.of("localhost")).containsExactly("localhost");
        assertThat(MachineAddresses.isLoopback("localhost")).isTrue();
        assertThat(MachineAddresses.isLoopback("0.0.0.0")).isFalse();
        assertThatThrownBy(() -> MachineAddresses.of("no.such.host.invalid"))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("no.such.host.invalid is not known here");
    }

    @Test
    void aWorkerOfASchedulerOnLoopbackStaysThereWithoutTls() {
        assertThat(MachineAddresses.dataAddress("tcp://127.0.0.1:8786", null)).isEqualTo("tcp://127.0.0.1:0");
        assertThat(MachineAddresses.dataAddress("tcp://localhost:8786", "127.0.0.2"))
                .isEqualTo("tcp://127.0.0.2:0");
    }

    @Test
    void anAddressOffLoopbackIsWithTlsUnlessTheSchedulersIsWithout() {
        assertThat(MachineAddresses.dataAddress("tcp://127.0.0.1:8786", "192.0.2.1"))
                .isEqualTo("tls://192.0.2.1:0");
        assertThat(MachineAddresses.dataAddress("tls://192.0.2.9:8786", "192.0.2.1"))
                .isEqualTo("tls://192.0.2.1:0");
        assertThat(MachineAddresses.dataAddress("tls://127.0.0.1:8786", "127.0.0.1"))
                .isEqualTo("tls://127.0.0.1:0");
        // Only with --insecure is there such a scheduler.
        assertThat(MachineAddresses.dataAddress("tcp://192.0.2.9:8786", "192.0.2.1"))
                .isEqualTo("tcp://192.0.2.1:0");
    }

    @Test
    void allAddressesAreNoPlaceForPeersToComeTo() {
        assertThatThrownBy(() -> MachineAddresses.dataAddress("tls://192.0.2.9:8786", "0.0.0.0"))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("name one address of this machine");
    }

    @Test
    void theDefaultFileOfASchedulerAtAllAddressesIsTheDefaultFile() {
        Path loopback = ClusterAccess.defaultFile("tcp://127.0.0.1:8786");
        assertThat(loopback).hasFileName("127.0.0.1-8786.json");
        assertThat(ClusterAccess.defaultFile("tls://0.0.0.0:8786")).isEqualTo(loopback);
        assertThat(ClusterAccess.defaultFile("tls://[::]:8786")).isEqualTo(loopback);
        assertThat(ClusterAccess.defaultFile("tls://10.0.0.5:8786")).hasFileName("10.0.0.5-8786.json");
    }
}
