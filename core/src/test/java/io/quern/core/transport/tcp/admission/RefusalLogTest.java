package io.quern.core.transport.tcp.admission;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RefusalLogTest {
    private final Logger audit = (Logger) LoggerFactory.getLogger("io.quern.audit");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final MovedClock clock = new MovedClock();
    private final RefusalLog log = new RefusalLog(clock);

    RefusalLogTest() {
        lines.start();
        audit.addAppender(lines);
    }

    @AfterEach
    void stop() {
        audit.detachAppender(lines);
    }

    @Test
    void aFloodMakesTenLinesAndThenOneASecondWithTheNumberOfThoseLeftOut() {
        for (int i = 0; i < 1_000; i++) {
            log.refused("10.0.0.1", "noise");
        }
        assertThat(lines.list).hasSize(10);
        assertThat(last()).isEqualTo("Refused a connection from 10.0.0.1: noise");
        clock.pass(Duration.ofMillis(2_500));
        for (int i = 0; i < 1_000; i++) {
            log.refused("10.0.0.1", "noise");
        }
        assertThat(lines.list).hasSize(12);
        assertThat(lines.list.get(10).getFormattedMessage())
                .isEqualTo("Refused a connection from 10.0.0.1: noise (and 990 more that were not logged)");
        assertThat(last()).doesNotContain("more");
        clock.pass(Duration.ofHours(1));
        for (int i = 0; i < 1_000; i++) {
            log.refused("10.0.0.1", "noise");
        }
        assertThat(lines.list).hasSize(22);
    }

    private String last() {
        return lines.list.getLast().getFormattedMessage();
    }
}
