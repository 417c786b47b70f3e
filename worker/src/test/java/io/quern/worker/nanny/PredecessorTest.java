package io.quern.worker.nanny;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PredecessorTest {
    private static final int PIPE_BYTES = 16 * 1024;

    private final ByteArrayOutputStream pipe = new ByteArrayOutputStream();

    @Test
    void comesBackAndLeavesTheRestOfTheInputAlone() throws IOException {
        Predecessor died = new Predecessor("ended with exit code 1", true, List.of("first", "läst"));
        died.write(pipe);
        pipe.write('x');
        ByteArrayInputStream input = input();
        assertThat(Predecessor.read(input)).contains(died);
        assertThat(input.read()).isEqualTo('x');
    }

    @Test
    void noneIsSaidTooAndSoIsANannyThatIsGone() throws IOException {
        assertThat(Predecessor.read(input())).isEmpty();
        Predecessor.writeNone(pipe);
        assertThat(Predecessor.read(input())).isEmpty();
    }

    @Test
    void longOutputIsCutToLessThanAPipeHolds() throws IOException {
        List<String> lines = Collections.nCopies(50, "ä".repeat(8_192));
        new Predecessor("x".repeat(10_000), false, lines).write(pipe);
        assertThat(pipe.size()).isLessThan(PIPE_BYTES);
        assertThat(Predecessor.read(input()).orElseThrow().lastErrorLines())
                .hasSize(20)
                .containsOnly("ä".repeat(199) + "…");
    }

    private ByteArrayInputStream input() {
        return new ByteArrayInputStream(pipe.toByteArray());
    }
}
