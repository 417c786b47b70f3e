package io.quern.bench.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PeakMemoryTest {
    @Test
    void thePeakIsTheOneOfResidentMemoryAndNotOfAddressSpace() {
        Stream<String> status =
                Stream.of("Name:\tjava", "VmPeak:\t 4000000 kB", "VmHWM:\t  123456 kB", "VmRSS:\t   100000 kB");
        assertThat(PeakMemory.bytes(status)).isEqualTo(123_456L * 1_024);
    }

    @Test
    void aProcessThatHasEndedAndWasNotWaitedForHasNone() {
        assertThat(PeakMemory.bytes(Stream.of("Name:\tjava", "State:\tZ (zombie)")))
                .isZero();
    }

    @Test
    void anotherUnitIsRefused() {
        assertThatThrownBy(() -> PeakMemory.bytes(Stream.of("VmHWM:\t 12 MB")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("12 MB");
    }
}
