package io.quern.scheduler.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeldBackTest {
    private final HeldBack<String> promises = new HeldBack<>();

    @Test
    void withoutRecordsNothingWaits() {
        assertThat(promises.isKept("accepted")).isFalse();
        assertThat(promises.isAllDurable()).isTrue();
    }

    @Test
    void whatWaitsGoesInItsOrderOnceTheRecordsBehindItAreDurable() {
        promises.wrote(5);
        assertThat(promises.isKept("of 5")).isTrue();
        promises.wrote(7);
        assertThat(promises.isKept("of 7")).isTrue();
        assertThat(promises.isKept("of 7 too")).isTrue();

        assertThat(promises.durable(6)).containsExactly("of 5");
        assertThat(promises.isKept("later, behind 7")).isTrue();
        assertThat(promises.isAllDurable()).isFalse();
        assertThat(promises.durable(7)).containsExactly("of 7", "of 7 too", "later, behind 7");
        assertThat(promises.isKept("at once")).isFalse();
    }
}
