package io.quern.dataframe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.dataframe.LimitedMemory;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.batch.cell.CellWriter;
import io.quern.dataframe.json.JsonLinesFormat;
import io.quern.dataframe.output.Destination;
import io.quern.dataframe.output.OutputManifest;
import io.quern.dataframe.output.OutputTarget;
import io.quern.dataframe.output.RowFormat;
import io.quern.dataframe.text.TextLinesFormat;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What writers buffer is reserved, and given back however they end.
class WriteTerminalTest {
    private static final Schema SCHEMA = Schema.of(Field.of("value", DataType.STRING));
    private static final int ENTRIES = 20_000;

    /// One text of this length makes the buffer of a writer grow.
    private static final int LONG_TEXT = 3_000_000;

    @TempDir
    private Path folder;

    private int outputs;

    static Stream<RowFormat> formats() {
        return Stream.of(new JsonLinesFormat(), new TextLinesFormat());
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aWriterThatEndsHasGivenItsMemoryBack(RowFormat format) throws Exception {
        LimitedMemory memory = new LimitedMemory(Long.MAX_VALUE);
        OutputManifest written = write(format, memory, entries(0), entries(0), entries(ENTRIES), longText());
        assertThat(written.files().getFirst().rows()).isEqualTo(3 * ENTRIES + 1);
        assertThat(memory.operators()).containsExactly("writer");
        assertThat(memory.reservedMax()).isGreaterThan(128 * 1024);
        assertThat(memory.reservedBytes()).isZero();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aWriterThatIsRefusedMemoryFailsAndLeavesNothing(RowFormat format) throws Exception {
        for (long limit : new long[] {0, 100_000, 150_000, 1_000_000}) {
            LimitedMemory memory = new LimitedMemory(limit);
            assertThatThrownBy(() -> write(format, memory, entries(0), longText()))
                    .isInstanceOfSatisfying(
                            QuernException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.RESOURCES));
            assertThat(memory.reservedBytes()).isZero();
            assertThat(files())
                    .as("with " + limit)
                    .noneMatch(file -> file.toString().contains("part-"));
        }
    }

    private OutputManifest write(RowFormat format, LimitedMemory memory, Batch... batches) throws Exception {
        LimitedContext context = new LimitedContext(memory);
        OutputTarget target = new OutputTarget(folder.resolve("out" + outputs++).toString(), true, format);
        Destination.prepare(target, context.run().task().job());
        try (Terminal.Collector collector = new WriteTerminal(target, SCHEMA).open(context)) {
            for (Batch batch : batches) {
                collector.accept(batch);
            }
            return (OutputManifest) collector.finish();
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile).toList();
        }
    }

    /// Rows of a dictionary of their own.
    private static Batch entries(int first) {
        Vector dictionary = vector(IntStream.range(first, first + ENTRIES)
                .<@Nullable Object>mapToObj(n -> "entry " + n)
                .toList());
        int[] codes = IntStream.range(0, ENTRIES).toArray();
        return new Batch(SCHEMA, ENTRIES, List.of(new DictionaryVector(ENTRIES, Validity.ALL, codes, dictionary)));
    }

    private static Batch longText() {
        Vector dictionary = vector(List.of("x".repeat(LONG_TEXT)));
        return new Batch(SCHEMA, 1, List.of(new DictionaryVector(1, Validity.ALL, new int[1], dictionary)));
    }

    private static Vector vector(List<@Nullable Object> values) {
        return CellWriter.vector(SCHEMA.fields().getFirst(), values);
    }
}
