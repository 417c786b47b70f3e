package io.quern.worker.nanny;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
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
        assertThat(new ChildExit(3, "ran out of memory: Java heap space"))
                .hasToString("ran out of memory: Java heap space (exit code 3)");
        assertThat(new ChildExit(3)).hasToString("ended with exit code 3");
    }

    @Test
    void endThatMustNotBeRepeatedIsKnown() {
        assertThat(IntStream.range(0, 256)
                        .filter(code -> new ChildExit(code).isFinal())
                        .boxed())
                .containsExactly(ChildExit.TOLD_CODE, ChildExit.MISUSE_CODE, ChildExit.FINAL_CODE);
    }

    @Test
    void finalCodesAreNobodyElses() {
        assertThat(List.of(ChildExit.TOLD_CODE, ChildExit.MISUSE_CODE, ChildExit.FINAL_CODE))
                .as("programs and the JVM use small numbers, sysexits.h 64 to 78, shells and signals those from 124")
                .allSatisfy(code -> assertThat(code).isBetween(79, 123));
    }
}
