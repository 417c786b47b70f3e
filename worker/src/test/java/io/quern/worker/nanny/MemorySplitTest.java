package io.quern.worker.nanny;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.QuernException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemorySplitTest {
    private static final long MIB = 1 << 20;

    @ParameterizedTest
    @ValueSource(longs = {255, 256, 310, 512, 1_000, 1_024, 2_048, 16_384, 262_144})
    void partsTogetherStayWithinNineTenths(long mebibytes) {
        MemorySplit split = MemorySplit.of(mebibytes * MIB);

        long sum = split.heapBytes() + split.directBytes() + split.nativeBytes() + split.nannyBytes();
        assertThat(sum).isLessThanOrEqualTo(mebibytes * MIB / 10 * 9).isGreaterThan(mebibytes * MIB / 100 * 89);
        assertThat(split.heapBytes()).isGreaterThanOrEqualTo(64 * MIB);
        assertThat(split.directBytes()).isGreaterThanOrEqualTo(32 * MIB);
    }

    @Test
    void lessThanTheLeastIsRefusedNamingIt() {
        assertThat(MemorySplit.LEAST_BYTES).isEqualTo(255 * MIB);
        assertThat(MemorySplit.of(MemorySplit.LEAST_BYTES).heapBytes()).isPositive();
        assertThatThrownBy(() -> MemorySplit.of(MemorySplit.LEAST_BYTES - 1))
                .isInstanceOf(QuernException.class)
                .hasMessage(
                        "a worker with 254MiB of memory cannot run: its heap, direct buffers, JVM and nanny need at "
                                + "least 255MiB; give it --memory 255MiB or more");
    }

    @Test
    void flagsHoldTheJvmToTheSplit() {
        assertThat(MemorySplit.of(1_024 * MIB).jvmFlags())
                .containsExactly(
                        "-Xmx653148k",
                        "-XX:MaxDirectMemorySize=115261k",
                        "-Djdk.nio.maxCachedBufferSize=1048576",
                        "-XX:ReservedCodeCacheSize=64m",
                        "-XX:+UseCompactObjectHeaders",
                        "-XX:+UnlockDiagnosticVMOptions",
                        "-XX:ArchiveRelocationMode=0",
                        "-XX:+ExitOnOutOfMemoryError");
        assertThat(MemorySplit.of(320 * MIB).jvmFlags()).contains("-XX:+UseSerialGC", "-XX:NewRatio=4");
    }
}
