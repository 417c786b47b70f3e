package io.quern.core.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.task.Parts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartsCodecTest {
    private final ClassLoader loader = PartsCodecTest.class.getClassLoader();
    private final ValueCodecs codecs = ValueCodecs.load(Functions.of(loader), loader);

    @Test
    void partsOfAnyKindComeBackInTheirOrder() throws IOException {
        Parts parts = new Parts(List.of("text", 5L, List.of(1, 2), new Parts(List.of("inner"))));
        byte[] bytes = encoded(parts);

        assertThat(codecs.decode(new ByteArrayInputStream(bytes))).isEqualTo(parts);
        assertThat(codecs.sizeBytes(parts))
                .isEqualTo(parts.values().stream().mapToLong(codecs::sizeBytes).sum());
    }

    @Test
    void whatIsCutShortIsRefusedAtEveryByte() throws IOException {
        byte[] bytes = encoded(new Parts(List.of("text", 5L)));

        for (int length = 0; length < bytes.length; length++) {
            ByteArrayInputStream cut = new ByteArrayInputStream(bytes, 0, length);
            assertThatThrownBy(() -> codecs.decode(cut)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aNumberOfPartsThatCannotBeIsRefusedAndALargeOneTakesNoMemory() {
        assertThatThrownBy(() -> codecs.decode(new ByteArrayInputStream(new byte[] {0, 2, -1, -1, -1, -1})))
                .hasMessageContaining("says that it has -1 of them; it has at least one");
        assertThatThrownBy(() -> codecs.decode(new ByteArrayInputStream(new byte[] {0, 2, 127, -1, -1, -1})))
                .isInstanceOf(EOFException.class);
    }

    private byte[] encoded(Parts parts) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        codecs.encode(parts, out);
        return out.toByteArray();
    }
}
