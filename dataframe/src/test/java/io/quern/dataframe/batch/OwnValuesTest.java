package io.quern.dataframe.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.dataframe.batch.cell.CellWriter;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OwnValuesTest {
    private static final Field TEXT = Field.of("text", DataType.STRING);
    private static final Schema SCHEMA = Schema.of(TEXT);
    private static final int ENTRIES = 1_000;
    private static final Vector DICTIONARY = CellWriter.vector(
            TEXT,
            IntStream.range(0, ENTRIES)
                    .<@Nullable Object>mapToObj(n -> "some longer text, the one of number " + n)
                    .toList());

    @Test
    void rowsStayWhatTheyAreWhateverIsCopied() {
        Seeds.run(300, random -> {
            RandomColumns columns = new RandomColumns(random);
            Schema schema = columns.schema(1 + random.nextInt(3));
            Partition partition = columns.partition(schema, random.nextInt(4), 20);
            Partition own = new Partition(
                    schema,
                    partition.batches().stream()
                            .map(batch -> OwnValues.of(batch, _ -> {}))
                            .toList());
            assertThat(RandomColumns.rows(own)).isEqualTo(RandomColumns.rows(partition));
        });
    }

    @Test
    void aFewEntriesThatManyRowsUseAreCopiedOnceEach() {
        Batch batch = batch(10_000, 7);
        long[] copied = {0};

        Batch own = OwnValues.of(batch, bytes -> copied[0] += bytes);

        assertThat(RandomColumns.rows(new Partition(SCHEMA, List.of(own))))
                .isEqualTo(RandomColumns.rows(new Partition(SCHEMA, List.of(batch))));
        assertThat(own.retainedBytes()).isBetween(40_000L, 41_000L);
        assertThat(copied[0]).isBetween(40_000L, 41_000L);
    }

    /// As many rows as there are entries and more, or fewer: written out they would take far more than the entries.
    @Test
    void entriesOfWhichMostAreUsedStaySharedHoweverFewRowsThereAre() {
        Batch many = batch(5_000, ENTRIES);
        Batch few = batch(600, ENTRIES);
        for (Batch batch : List.of(many, few)) {
            Batch own = OwnValues.of(batch, bytes -> assertThat(bytes).isZero());
            assertThat(own.columns().getFirst()).isSameAs(batch.columns().getFirst());
        }
    }

    @Test
    void entriesThatAreUsedOnceEachAreWrittenOut() {
        Batch batch = batch(10, 10);
        Vector own = OwnValues.of(batch, bytes -> assertThat(bytes).isLessThan(500))
                .columns()
                .getFirst();
        assertThat(own).isInstanceOf(BytesVector.class);
        assertThat(own.retainedBytes()).isLessThan(500);
    }

    @Test
    void whatFlatBytesForetellIsWhatWritingOutMakes() {
        Seeds.run(300, random -> {
            RandomColumns columns = new RandomColumns(random);
            DataType type = columns.type(2);
            Vector vector = columns.vector(type, random.nextInt(40));
            long foretold = FlatBytes.of(vector, 0, vector.length());
            Vector flat = Flatten.vector(vector);
            // Null rows of dictionaries have no offsets here; booleans of dictionaries are bytes.
            if (flat instanceof BytesVector text) {
                long least = (long) text.offsets()[text.length()] - text.offsets()[0];
                assertThat(foretold).isBetween(least, least + 4L * text.length());
            } else {
                assertThat(foretold).as("%s", type).isLessThanOrEqualTo(8 * flat.retainedBytes() + 8);
            }
        });
    }

    /// Rows that use the first entries in turns.
    private static Batch batch(int rows, int used) {
        int[] codes = new int[rows];
        Arrays.setAll(codes, row -> row % used);
        return new Batch(SCHEMA, rows, List.of(new DictionaryVector(rows, Validity.ALL, codes, DICTIONARY)));
    }
}
