package io.quern.worker.nanny;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// In a real container: docker/test.
class ContainerLimitTest {
    @TempDir
    private Path folder;

    @Test
    void aJvmThatSeesLessThanTheMachineHasIsInAContainer() {
        assertThat(ContainerLimit.of(512, OptionalLong.of(24_000))).hasValue(512);
        assertThat(ContainerLimit.of(24_000, OptionalLong.of(24_000))).isEmpty();
        assertThat(ContainerLimit.of(24_000, OptionalLong.empty())).isEmpty();
    }

    @Test
    void theMachinesMemoryIsReadInKibibytes() throws IOException {
        Path meminfo = folder.resolve("meminfo");
        Files.writeString(meminfo, "MemTotal:       24689732 kB\nMemFree:         9153768 kB\n");
        assertThat(ContainerLimit.machineBytes(meminfo)).hasValue(24_689_732L * 1024);
        Files.writeString(meminfo, "Memory: plenty\n");
        assertThat(ContainerLimit.machineBytes(meminfo)).isEmpty();
        assertThat(ContainerLimit.machineBytes(folder.resolve("absent"))).isEmpty();
    }
}
