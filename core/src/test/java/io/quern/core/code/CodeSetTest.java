package io.quern.core.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.QuernException;
import io.quern.core.key.CodeHash;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class CodeSetTest {
    private static final CodeSet.Blob FIRST = new CodeSet.Blob(CodeHash.of(new byte[] {1}), 1);
    private static final CodeSet.Blob SECOND = new CodeSet.Blob(CodeHash.of(new byte[] {2}), 20_000_000_000L);

    @Test
    void manifestsComeBackEqualAndOrderCounts() {
        CodeSet set = new CodeSet(List.of(FIRST, SECOND));
        assertThat(CodeSet.parse(set.manifest().bytes())).isEqualTo(set);
        assertThat(set.hash()).isEqualTo(CodeHash.of(set.manifest().bytes()));
        assertThat(new CodeSet(List.of(SECOND, FIRST)).hash()).isNotEqualTo(set.hash());
        assertThat(new CodeSet(List.of()).hash()).isEqualTo(CodeHash.NONE);
        assertThat(CodeHash.parse(set.hash().toString())).isEqualTo(set.hash());
    }

    @Test
    void hashesAreSha256() {
        assertThat(CodeHash.of("abc".getBytes(StandardCharsets.US_ASCII)))
                .hasToString("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(CodeHash.of("abc".getBytes(StandardCharsets.US_ASCII)).brief())
                .isEqualTo("ba7816bf");
    }

    @Test
    void malformedManifestsAreRefusedByLine() {
        for (String text : List.of("", "quern code set 2\n", "quern code set 1", "quern code set 1\nx")) {
            assertThatThrownBy(() -> parse(text))
                    .isInstanceOf(QuernException.class)
                    .hasMessageContaining("the manifest of a code set is malformed: it does not begin with");
        }
        for (String line : List.of("x", "ab 1", FIRST.hash() + " x", FIRST.hash() + " 0", CodeHash.NONE + " 1", "")) {
            assertThatThrownBy(() -> parse("quern code set 1\n" + line + "\n"))
                    .isInstanceOf(QuernException.class)
                    .hasMessageContaining("line 2 is no hash and size");
        }
    }

    @Test
    void aProgramOfTooManyJarsIsRefused() {
        assertThatThrownBy(() -> new CodeSet(Collections.nCopies(20_000, FIRST)).manifest())
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("20000 jars and folders")
                .hasMessageContaining("pack some of them into one jar");
    }

    private static CodeSet parse(String text) {
        return CodeSet.parse(text.getBytes(StandardCharsets.US_ASCII));
    }
}
