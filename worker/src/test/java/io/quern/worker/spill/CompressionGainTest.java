package io.quern.worker.spill;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompressionGainTest {
    private final CompressionGain gain = new CompressionGain();

    @Test
    void blocksThatShrinkToHalfAreAllTried() {
        for (int i = 0; i < 100; i++) {
            assertThat(gain.isTried()).isTrue();
            gain.tried(100, 50);
        }
    }

    @Test
    void ofBlocksThatDoNotOneInSixteenIsTriedInTheEnd() {
        assertThat(tried(2 + 4 + 8 + 10 * 16)).isEqualTo(3 + 10);
    }

    @Test
    void aBlockThatShrinksAgainEndsTheWaiting() {
        int _ = tried(2 + 4 + 8 + 16 - 1);
        assertThat(gain.isTried()).isFalse();
        assertThat(gain.isTried()).isTrue();
        gain.tried(100, 10);
        assertThat(gain.isTried()).isTrue();
        gain.tried(100, 90);
        assertThat(gain.isTried()).isFalse();
        assertThat(gain.isTried()).isTrue();
    }

    /// How many of so many blocks of chance are tried.
    private int tried(int blocks) {
        int tried = 0;
        for (int i = 0; i < blocks; i++) {
            if (gain.isTried()) {
                tried++;
                gain.tried(100, 51);
            }
        }
        return tried;
    }
}
