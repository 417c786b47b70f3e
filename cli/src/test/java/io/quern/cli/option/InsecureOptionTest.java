package io.quern.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.cli.outcome.MisuseException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InsecureOptionTest {
    private static final Map<String, String> ALLOWED = Map.of(InsecureOption.VARIABLE, "1");

    @Test
    void theFlagAloneIsNotEnoughAndTheMessageSaysWhyAndTheTwoSafeWays() {
        for (Map<String, String> environment :
                List.of(Map.<String, String>of(), Map.of(InsecureOption.VARIABLE, "true"))) {
            assertThatThrownBy(() -> InsecureOption.isAllowed(true, environment, false))
                    .isInstanceOf(MisuseException.class)
                    .hasMessageContaining("read and change all that travels")
                    .hasMessageContaining("QUERN_ALLOW_INSECURE=1")
                    .hasMessageContaining("leave --insecure out, then token and certificate are made by themselves")
                    .hasMessageContaining("listen at 127.0.0.1 and come through a tunnel");
        }
    }

    @Test
    void rootMayNeverDoWithoutTls() {
        assertThatThrownBy(() -> InsecureOption.isAllowed(true, ALLOWED, true))
                .isInstanceOf(MisuseException.class)
                .hasMessageContaining("refused under root")
                .hasMessageContaining("the two safe ways");
    }

    @Test
    void theVariableAloneChangesNothingAndBothTogetherAllowIt() {
        assertThat(InsecureOption.isAllowed(false, ALLOWED, false)).isFalse();
        assertThat(InsecureOption.isAllowed(false, ALLOWED, true)).isFalse();
        assertThat(InsecureOption.isAllowed(true, ALLOWED, false)).isTrue();
    }
}
