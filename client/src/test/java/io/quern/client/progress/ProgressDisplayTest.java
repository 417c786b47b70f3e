package io.quern.client.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.message.ClientNotice.StageProgress;
import io.quern.core.runtime.Clock;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {
    private final StringWriter written = new StringWriter();
    private final HandClock clock = new HandClock();

    @Test
    void plainLinesAppearAtEachTenth() {
        ProgressDisplay display = display(ProgressStyle.PLAIN);
        for (int finished = 0; finished <= 20; finished++) {
            display.progressed(stages(finished));
        }
        assertThat(written.toString().lines()).hasSize(11);
        assertThat(written.toString().lines().toList().getLast())
                .isEqualTo("events  100%  21/21 tasks  2,000 rows read  read 20/20 ✓  write 1/1 ✓");
    }

    @Test
    void aStalledJobWritesALineAfterTenSeconds() {
        ProgressDisplay display = display(ProgressStyle.PLAIN);
        display.progressed(stages(5));
        display.progressed(stages(5));
        clock.advance(Duration.ofSeconds(10));
        display.progressed(stages(5));
        assertThat(written.toString().lines())
                .containsExactly(
                        "events   23%  5/21 tasks  500 rows read  read 5/20 ▶ 2  write 0/1",
                        "events   23%  5/21 tasks  500 rows read  read 5/20 ▶ 2  write 0/1");
    }

    @Test
    void theBarIsDrawnTenTimesASecondAtMostAndItsEndAlways() {
        ProgressDisplay display = display(ProgressStyle.BAR);
        display.progressed(stages(1));
        display.progressed(stages(2));
        clock.advance(Duration.ofMillis(100));
        display.progressed(stages(3));
        display.progressed(stages(20));
        assertThat(written.toString().split("\r", -1)).hasSize(4);
        assertThat(written.toString()).endsWith("write 1/1 ✓").contains("━".repeat(30));
    }

    @Test
    void aPipeGetsPlainLinesAndATerminalTheBar() {
        assertThat(ProgressStyle.suiting(false, Map.of())).isEqualTo(ProgressStyle.PLAIN);
        assertThat(ProgressStyle.suiting(true, Map.of("TERM", "xterm"))).isEqualTo(ProgressStyle.BAR);
        assertThat(ProgressStyle.suiting(true, Map.of("CI", "true"))).isEqualTo(ProgressStyle.PLAIN);
        assertThat(ProgressStyle.suiting(true, Map.of("TERM", "dumb"))).isEqualTo(ProgressStyle.PLAIN);
    }

    private ProgressDisplay display(ProgressStyle style) {
        return new ProgressDisplay("events", style, 200, new PrintWriter(written), clock);
    }

    private static List<StageProgress> stages(int finished) {
        return List.of(
                new StageProgress(
                        "read", 20, Math.min(2, 20 - finished), finished, Map.of("rows-read", finished * 100L)),
                new StageProgress("write", 1, 0, finished / 20, Map.of()));
    }

    private static final class HandClock implements Clock {
        private long nanos;

        void advance(Duration duration) {
            nanos += duration.toNanos();
        }

        @Override
        public long nanoTime() {
            return nanos;
        }

        @Override
        public long wallMillis() {
            return nanos / 1_000_000;
        }
    }
}
