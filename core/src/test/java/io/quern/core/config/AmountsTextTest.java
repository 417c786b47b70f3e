package io.quern.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AmountsTextTest {
    @Test
    void amountsAreReadAndWritten() {
        assertThat(AmountsText.parse("")).isEmpty();
        assertThat(AmountsText.parse(" GPU=2, licence=1")).isEqualTo(Map.of("GPU", 2L, "licence", 1L));
        assertThat(AmountsText.format(AmountsText.parse("licence=1,GPU=2"))).isEqualTo("GPU=2,licence=1");
    }

    @Test
    void whatIsNoAmountIsNamed() {
        for (String text : new String[] {"GPU", "GPU=", "GPU=0", "GPU=-1", "GPU=1,", "2=GPU", "GPU=1.5"}) {
            assertThatThrownBy(() -> AmountsText.parse(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("write a name and a whole number from 1, such as GPU=2");
        }
        assertThatThrownBy(() -> AmountsText.parse("GPU=1,GPU=2")).hasMessageContaining("names GPU twice");
    }
}
