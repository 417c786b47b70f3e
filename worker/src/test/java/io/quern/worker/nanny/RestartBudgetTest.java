package io.quern.worker.nanny;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartBudgetTest {
    private static final ChildExit KILLED = new ChildExit(137);
    private static final ChildExit OUT_OF_MEMORY = new ChildExit(3, "ran out of memory: Java heap space");
    private static final long SECOND = 1_000_000_000L;

    private final RestartBudget budget = new RestartBudget(NannyOptions.of("w", Long.MAX_VALUE));

    @Test
    void waitsLongerEachTimeAndGivesUpAfterFiveInAMinute() {
        assertThat(budget.take(KILLED, 0)).contains(Duration.ofMillis(200));
        assertThat(budget.take(KILLED, SECOND)).contains(Duration.ofMillis(400));
        assertThat(budget.take(KILLED, 2 * SECOND)).contains(Duration.ofMillis(800));
        assertThat(budget.take(KILLED, 3 * SECOND)).contains(Duration.ofMillis(1_600));
        assertThat(budget.take(KILLED, 4 * SECOND)).contains(Duration.ofMillis(3_200));
        assertThat(budget.take(KILLED, 5 * SECOND)).isEmpty();
    }

    @Test
    void deathsLongAgoDoNotCount() {
        for (int i = 0; i < 100; i++) {
            assertThat(budget.take(KILLED, i * 60L * SECOND)).contains(Duration.ofMillis(200));
        }
    }

    @Test
    void endsForWantOfMemoryAreCountedApartAndMoreAreAllowed() {
        for (int i = 0; i < 50; i++) {
            assertThat(budget.take(OUT_OF_MEMORY, i * SECOND)).contains(Duration.ofMillis(200));
        }
        assertThat(budget.take(OUT_OF_MEMORY, 50 * SECOND)).isEmpty();
        assertThat(budget.take(KILLED, 50 * SECOND)).contains(Duration.ofMillis(200));
    }

    @Test
    void waitIsBounded() {
        RestartBudget many = new RestartBudget(NannyOptions.of("w", Long.MAX_VALUE)
                .withRestarts(50, Duration.ofHours(1))
                .withBackOff(Duration.ofSeconds(1), Duration.ofSeconds(5)));
        for (int i = 0; i < 10; i++) {
            many.take(KILLED, i);
        }
        assertThat(many.take(KILLED, 10)).contains(Duration.ofSeconds(5));
    }
}
