package io.quern.core.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ValueCodecsTest {
    private static final ClassLoader LOADER = ValueCodecsTest.class.getClassLoader();

    private final Functions functions = Functions.of(LOADER);
    private final ValueCodecs codecs = new ValueCodecs(List.of(new LengthCodec(300)), functions, LOADER);

    /// Encodes a `char[]` as its length alone.
    private record LengthCodec(int id) implements ValueCodec {
        @Override
        public boolean accepts(Object value) {
            return value instanceof char[];
        }

        @Override
        public long sizeBytes(Object value) {
            return 77;
        }

        @Override
        public void encode(Object value, OutputStream out) throws IOException {
            out.write(((char[]) value).length);
        }

        @Override
        public Object decode(InputStream in) throws IOException {
            return new char[in.read()];
        }
    }

    @Test
    void eachValueGoesToItsCodec() throws IOException {
        assertThat(encode(null)).containsExactly(0, 0);
        assertThat(encode(new char[5])).containsExactly(1, 44, 5);
        assertThat(encode("x")).startsWith(0, 1, 0, 0, 0);
        assertThat((char[]) decode(encode(new char[5]))).hasSize(5);
        assertThat(decode(encode(null))).isNull();
        assertThat(decode(encode(List.of(1, "a")))).isEqualTo(List.of(1, "a"));
    }

    @Test
    void decodingReadsNoMoreThanItsValue() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        codecs.encode("first", out);
        codecs.encode(new char[2], out);
        codecs.encode("last", out);
        InputStream in = new ByteArrayInputStream(out.toByteArray());
        assertThat(codecs.decode(in)).isEqualTo("first");
        assertThat((char[]) codecs.decode(in)).hasSize(2);
        assertThat(codecs.decode(in)).isEqualTo("last");
        assertThat(in.read()).isEqualTo(-1);
    }

    @Test
    void sizesAreMeasured() {
        assertThat(codecs.sizeBytes(null)).isZero();
        assertThat(codecs.sizeBytes(new char[1])).isEqualTo(77);
        assertThat(codecs.sizeBytes(new long[1_000])).isEqualTo(8_016);
        assertThat(codecs.sizeBytes(List.of("a".repeat(10_000)))).isBetween(10_000L, 10_100L);
        assertThatThrownBy(() -> codecs.sizeBytes(new Object[] {new Thread()}))
                .hasMessageContaining("java.lang.Thread");
    }

    @Test
    void badBytesGiveIoExceptions() throws IOException {
        byte[] whole = encode("text");
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> decode(cut)).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> decode(new byte[] {9, 9})).hasMessageContaining("written by codec 2313, but here are");
        assertThatThrownBy(() -> decode(new byte[] {0, 1, 127, -1, -1, -1, 1})).hasMessageContaining("ends after 1");
        assertThatThrownBy(() -> decode(new byte[] {0, 1, -1, -1, -1, -1})).hasMessageContaining("has the length -1");
    }

    @Test
    void largeValuesGoAndComePieceByPiece() throws IOException {
        List<Object> values = List.of(
                new byte[1_000_000],
                "text é".repeat(50_000),
                IntStream.range(0, 40_000).mapToObj(i -> "line " + i).toList(),
                new long[] {1, 2, 3},
                new double[30_000]);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int[] largest = {0};
        OutputStream pieces = new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                largest[0] = Math.max(largest[0], length);
                out.write(bytes, offset, length);
            }
        };
        for (Object value : values) {
            codecs.encode(value, pieces);
        }
        assertThat(largest[0]).isLessThanOrEqualTo(64 * 1024);
        InputStream in = new ByteArrayInputStream(out.toByteArray());
        for (Object value : values) {
            assertThat(codecs.decode(in)).usingRecursiveComparison().isEqualTo(value);
        }
        assertThat(in.read()).isEqualTo(-1);
    }

    @Test
    void whatStreamsThrowComesOutOfLargeValuesAsItIs() throws IOException {
        List<String> lines =
                IntStream.range(0, 40_000).mapToObj(i -> "line " + i).toList();
        QuernException full = new QuernException(ErrorCode.RESOURCES, "the disk is full");
        IOException broken = new IOException("the connection is broken");
        assertThatThrownBy(() -> codecs.encode(lines, failingAfter(100_000, full)))
                .isSameAs(full);
        assertThatThrownBy(() -> codecs.encode(lines, failingAfter(100_000, broken)))
                .isSameAs(broken);
        byte[] whole = encode(lines);
        assertThatThrownBy(() -> decode(Arrays.copyOf(whole, 100_000)))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("ends after 99994");
        InputStream damaged = new SequenceInputStream(
                new ByteArrayInputStream(whole, 0, 100_000), new FilterInputStream(InputStream.nullInputStream()) {
                    @Override
                    public int read(byte[] bytes, int offset, int length) throws IOException {
                        throw broken;
                    }
                });
        assertThatThrownBy(() -> codecs.decode(damaged)).isSameAs(broken);
    }

    @Test
    void largeValueThatIsChangedWhileItIsWrittenIsRefused() {
        List<String> lines = new ArrayList<>(
                IntStream.range(0, 40_000).mapToObj(i -> "line " + i).toList());
        OutputStream changing = new OutputStream() {
            private int written;

            @Override
            public void write(int value) {
                // The length is written by then.
                if (++written == 100) {
                    lines.set(39_999, "longer than before");
                }
            }
        };
        assertThatThrownBy(() -> codecs.encode(lines, changing))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("changed while it was written");
    }

    private static OutputStream failingAfter(int limit, Exception failure) {
        return new OutputStream() {
            private int written;

            @Override
            public void write(int value) throws IOException {
                written++;
                if (written > limit && failure instanceof IOException io) {
                    throw io;
                }
                if (written > limit && failure instanceof QuernException quern) {
                    throw quern;
                }
            }
        };
    }

    @Test
    void idsMustBeUniqueAndOutsideTheReservedRange() {
        List<ValueCodec> twice = List.of(new LengthCodec(300), new LengthCodec(300));
        assertThatThrownBy(() -> new ValueCodecs(twice, functions, LOADER))
                .hasMessageContaining("both have the id 300");
        assertThatThrownBy(() -> new ValueCodecs(List.of(new LengthCodec(15)), functions, LOADER))
                .hasMessageContaining("has the id 15; give it one from 16");
    }

    private byte[] encode(Object value) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        codecs.encode(value, out);
        return out.toByteArray();
    }

    private Object decode(byte[] bytes) throws IOException {
        return codecs.decode(new ByteArrayInputStream(bytes));
    }
}
