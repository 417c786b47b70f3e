package io.quern.worker.nanny;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputLinesTest {
    @Test
    void outputIsCutIntoLinesAndTheLastNeedsNoEnd() {
        assertThat(lines("one\ntwo\r\n\nthree")).containsExactly("one", "two", "", "three");
        assertThat(lines("")).isEmpty();
    }

    @Test
    void lineWithoutEndIsNotKeptWhole() {
        List<String> lines = lines("x".repeat(1_000_000) + "\nnext");

        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst()).hasSize(OutputLines.CHARS_MAX + 22).endsWith("… (1000000 characters)");
    }

    @Test
    void onlyTheLastLinesAreRemembered() {
        LastLines last = new LastLines(2);
        List.of("a", "b", "c").forEach(last::add);

        assertThat(last.all()).containsExactly("b", "c");
    }

    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        OutputLines.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), lines::add);
        return lines;
    }
}
