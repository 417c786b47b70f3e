package io.quern.bench.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PeerRunTest {
    @Test
    void wantOfMemoryIsTheReasonBeforeWhatFollowedFromIt() {
        assertThat(PeerRun.reason(List.of(
                        "starting",
                        "org.apache.SparkException: Job aborted",
                        "  java.lang.OutOfMemoryError: Java heap space")))
                .isEqualTo("java.lang.OutOfMemoryError: Java heap space");
        assertThat(PeerRun.reason(List.of("x", "java.sql.SQLException: no", "y")))
                .isEqualTo("java.sql.SQLException: no");
        assertThat(PeerRun.reason(List.of("starting", "killed"))).isEqualTo("killed");
        assertThat(PeerRun.reason(List.of())).isEqualTo("it said nothing");
    }
}
