package io.quern.core.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.task.Parts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
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
    void eachPartIsToldBeforeItIsWrittenAndStandsThereAsItWouldAlone() throws IOException {
        Parts parts = new Parts(List.of("text", new Parts(List.of("inner", 1)), 5L, List.of()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<Integer> bounds = new ArrayList<>();
        codecs.encodeParts(parts, out, () -> bounds.add(out.size()));

        byte[] bytes = out.toByteArray();
        assertThat(bytes).isEqualTo(encoded(parts));
        bounds.add(bytes.length);
        assertThat(bounds).hasSize(5);
        for (int part = 0; part < parts.size(); part++) {
            byte[] alone = Arrays.copyOfRange(bytes, bounds.get(part), bounds.get(part + 1));
            assertThat(codecs.decode(new ByteArrayInputStream(alone))).isEqualTo(parts.get(part));
        }
    }

    @Test
    void whatPartsOfOneCodecShareIsMeasuredByTheCodecOnce() {
        ValueCodecs sharing = new ValueCodecs(List.of(new SharingCodec()), Functions.of(loader), loader);
        char[] value = {'a'};

        assertThat(sharing.sizeBytes(value)).isEqualTo(101);
        assertThat(sharing.sizeBytes(new Parts(List.of(value, "text", value, value))))
                .isEqualTo(103 + sharing.sizeBytes("text"));
    }

    /// Arrays of a byte each, which share a hundred.
    private static final class SharingCodec implements ValueCodec {
        @Override
        public int id() {
            return 300;
        }

        @Override
        public boolean accepts(Object value) {
            return value instanceof char[];
        }

        @Override
        public long sizeBytes(Object value) {
            return 101;
        }

        @Override
        public long sizeBytesTogether(List<?> values) {
            return 100L + values.size();
        }

        @Override
        public void encode(Object value, OutputStream out) {
            throw new AssertionError("it is only measured");
        }

        @Override
        public Object decode(InputStream in) {
            throw new AssertionError("it is only measured");
        }
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
