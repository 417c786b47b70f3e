package io.quern.worker.nanny;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChildExitTest {
    @Test
    void signalIsDecoded() {
        assertThat(new ChildExit(137).signal()).contains("SIGKILL");
        assertThat(new ChildExit(137))
                .hasToString("was killed by SIGKILL (exit code 137), by hand or by the kernel because memory ran out");
        assertThat(new ChildExit(139))
                .hasToString("was killed by SIGSEGV (exit code 139), a crash of native code or of the JVM");
        assertThat(new ChildExit(143)).hasToString("was killed by SIGTERM (exit code 143)");
    }

    @Test
    void exitCodeIsNoSignal() {
        assertThat(new ChildExit(1)).hasToString("ended with exit code 1");
        assertThat(new ChildExit(255).signal()).isEmpty();
    }

    @Test
    void endThatMustNotBeRepeatedIsKnown() {
        assertThat(new ChildExit(0).isFinal()).isTrue();
        assertThat(new ChildExit(2).isFinal()).isTrue();
        assertThat(new ChildExit(ChildExit.FINAL_CODE).isFinal()).isTrue();
        assertThat(new ChildExit(1).isFinal()).isFalse();
        assertThat(new ChildExit(137).isFinal()).isFalse();
    }
}
