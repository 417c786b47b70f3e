package io.quern.dataframe.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.QuernException;
import io.quern.core.task.Reservation;
import io.quern.dataframe.LimitedMemory;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.RandomColumns;
import io.quern.dataframe.batch.Seeds;
import io.quern.dataframe.batch.cell.CellWriter;
import io.quern.dataframe.output.RowFormat.BatchWriter;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextLinesTest {
    @Test
    void linesEndWithLineFeedsOrBothCharacters() {
        assertThat(read("a\r\n\nb\rc\nlast")).containsExactly("a", "", "b\rc", "last");
        assertThat(read("a\n")).containsExactly("a");
        assertThat(read("\n")).containsExactly("");
        assertThat(read("")).isEmpty();
    }

    @Test
    void aByteOrderMarkIsSkipped() {
        assertThat(read("\uFEFFa\nb")).containsExactly("a", "b");
    }

    @Test
    void bytesThatAreNotUtf8AreReplaced() {
        assertThat(read(new byte[] {'a', (byte) 0xFF, '\n', (byte) 0xE2, (byte) 0x82}))
                .containsExactly("a\uFFFD", "\uFFFD");
    }

    @Test
    void linesOfAnyLengthAreReadWholeWhereverTheBufferEnds() {
        Seeds.run(200, random -> {
            List<@Nullable Object> lines = new ArrayList<>();
            for (int i = random.nextInt(40); i >= 0; i--) {
                lines.add((random.nextBoolean() ? "x" : "ü")
                        .repeat(random.nextInt(random.nextInt(4) == 0 ? 200_000 : 30)));
            }
            byte[] text = written(lines).getBytes(StandardCharsets.UTF_8);
            assertThat(read(random.nextBoolean() ? gzipped(text) : text)).isEqualTo(lines);
        });
    }

    @Test
    void gzipThatIsCutShortIsRefusedWithItsName() {
        byte[] packed = gzipped("line\n".repeat(1000).getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> read(Arrays.copyOf(packed, packed.length - 12)))
                .isInstanceOf(QuernException.class)
                .hasMessageStartingWith("test.txt is damaged gzip: ");
        assertThatThrownBy(() -> read(Arrays.copyOf(packed, 6)))
                .isInstanceOf(QuernException.class)
                .hasMessageStartingWith("test.txt is damaged gzip: ");
    }

    @Test
    void whatAReaderTakesIsReservedBefore() {
        byte[] text = "x".repeat(3_000_000).concat("\ny\n").getBytes(StandardCharsets.UTF_8);
        LimitedMemory memory = new LimitedMemory(Long.MAX_VALUE);
        try (Reservation scan = new Reservation(memory, "text scan")) {
            assertThat(read(text, scan)).hasSize(2);
        }
        assertThat(memory.reservedMax()).isBetween(6_000_000L, 20_000_000L);
        assertThat(memory.reservedBytes()).isZero();

        LimitedMemory small = new LimitedMemory(6_000_000);
        try (Reservation scan = new Reservation(small, "text scan")) {
            assertThatThrownBy(() -> read(text, scan)).hasMessageEndingWith("are more than 6000000");
        }
        assertThat(small.reservedBytes()).isZero();
    }

    @Test
    void aMissingFileIsNamed(@TempDir Path folder) {
        assertThatThrownBy(() -> TextLinesReader.open(folder.resolve("none.txt"), Reservation.unbounded()))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("none.txt");
    }

    @Test
    void nullIsAnEmptyLine() {
        assertThat(written(Arrays.asList("a", null, "b"))).isEqualTo("a\n\nb\n");
    }

    @Test
    void aValueOfTwoLinesIsRefused() {
        assertThatThrownBy(() -> written(List.of("a\nb")))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("'value' has a line feed");
    }

    @Test
    void onlyOneStringColumnIsTextLines() {
        Schema schema = Schema.of(Field.of("a", DataType.STRING), Field.of("b", DataType.INT64));
        assertThatThrownBy(() -> new TextLinesFormat().check(schema))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("[a: string, b: int64]");
    }

    private static List<@Nullable Object> read(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<@Nullable Object> read(byte[] text) {
        return read(text, Reservation.unbounded());
    }

    private static List<@Nullable Object> read(byte[] text, Reservation memory) {
        List<@Nullable Object> lines = new ArrayList<>();
        try (TextLinesReader reader = TextLinesReader.open("test.txt", new ByteArrayInputStream(text), memory)) {
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                lines.addAll(RandomColumns.cells(batch.columns().getFirst()));
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String written(List<? extends @Nullable Object> values) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Schema schema = TextLines.SCHEMA;
        try (BatchWriter writer = new TextLinesFormat().open(out, schema, Reservation.unbounded())) {
            writer.write(new Batch(
                    schema,
                    values.size(),
                    List.of(CellWriter.vector(schema.fields().getFirst(), values))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static byte[] gzipped(byte[] text) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
