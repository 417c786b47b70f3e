package io.quern.bench.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NannyLogTest {
    private static final String OUT_OF_MEMORY =
            "12:00:00 WARN Nanny worker-0 (process %d) ran out of memory: Java heap space, with %s of it in memory when"
                    + " last seen (exit code 3); it had run for 4 s; it is started again in 200 ms";

    @Test
    void endsOfOneKindAreCountedTogetherWhateverTheirSizes() {
        NannyLog log = NannyLog.of(Stream.of(
                "12:00:00 INFO worker-0 is ready at tcp://127.0.0.1:1",
                OUT_OF_MEMORY.formatted(7, "385.0 MiB"),
                OUT_OF_MEMORY.formatted(8, "1.1 GiB"),
                "12:00:00 WARN Nanny worker-0 (process 9) ended with exit code 1; it had run for 0 s; it is started again"
                        + " in 200 ms"));
        assertThat(log.kinds())
                .isEqualTo(Map.of(
                        "ran out of memory: Java heap space, with … of it in memory when last seen (exit code 3)",
                        2,
                        "ended with exit code 1",
                        1));
        assertThat(log.namedForMemory()).isEqualTo(2);
    }

    @Test
    void aLogWithoutEndsHasNone() {
        assertThat(NannyLog.of(Stream.of("12:00:00 INFO worker-0 is ready")).deaths())
                .isEqualTo(List.of());
    }
}
