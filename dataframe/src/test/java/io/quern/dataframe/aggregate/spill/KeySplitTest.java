package io.quern.dataframe.aggregate.spill;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.batch.cell.CellReader;
import io.quern.dataframe.batch.cell.CellWriter;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeySplitTest {
    private static final int PARTS = 7;

    private static final Field TEXT = Field.of("text", DataType.STRING);
    private static final Field NUMBER = Field.of("number", DataType.DOUBLE);
    private static final Field VALUE = Field.of("value", DataType.INT64);
    private static final Schema SCHEMA = new Schema(List.of(TEXT, NUMBER, VALUE));

    @Test
    void everyRowIsInOnePartAndEqualKeysAreInTheSameWhoeverSplitsThem() {
        SplittableRandom random = new SplittableRandom(5);
        Map<List<@Nullable Object>, Integer> partOfKey = new HashMap<>();
        List<Object> values = new ArrayList<>();
        for (int producer = 0; producer < 4; producer++) {
            List<List<Batch>> parts = split(random, producer);
            assertThat(parts).hasSize(PARTS);
            for (int part = 0; part < PARTS; part++) {
                for (Batch batch : parts.get(part)) {
                    for (List<@Nullable Object> row : AggregatedRows.rows(batch)) {
                        values.add(row.get(2));
                        assertThat(partOfKey.merge(row.subList(0, 2), part, (known, _) -> known))
                                .as(row.toString())
                                .isEqualTo(part);
                    }
                }
            }
        }
        assertThat(values).hasSize(4_000).doesNotHaveDuplicates();
        assertThat(partOfKey.values()).as("parts in use").contains(0, 1, 2, 3, 4, 5, 6);
    }

    /// A thousand rows; of every second producer the text is a dictionary.
    private static List<List<Batch>> split(SplittableRandom random, int producer) {
        KeySplit split = new KeySplit(2, PARTS, () -> {});
        for (int batch = 0; batch < 10; batch++) {
            List<@Nullable Object> texts = new ArrayList<>();
            List<@Nullable Object> numbers = new ArrayList<>();
            List<@Nullable Object> values = new ArrayList<>();
            for (int row = 0; row < 100; row++) {
                texts.add(random.nextInt(9) == 0 ? null : "t" + random.nextInt(40));
                numbers.add(
                        switch (random.nextInt(6)) {
                            case 0 -> null;
                            case 1 -> 0.0;
                            case 2 -> -0.0;
                            case 3 -> Double.NaN;
                            default -> random.nextInt(5) * 0.5;
                        });
                values.add((long) (producer * 1_000 + batch * 100 + row));
            }
            Vector text = CellWriter.vector(TEXT, texts);
            List<Batch> added = split.add(
                    new Batch(
                            SCHEMA,
                            100,
                            List.of(
                                    producer % 2 == 0 ? text : reversed(text),
                                    CellWriter.vector(NUMBER, numbers),
                                    CellWriter.vector(VALUE, values))),
                    _ -> {});
            assertThat(added.stream().mapToInt(Batch::length).sum()).isEqualTo(100);
        }
        return split.parts();
    }

    /// The same rows over a dictionary in which they stand the other way round.
    private static Vector reversed(Vector rows) {
        List<@Nullable Object> entries = new ArrayList<>();
        CellReader reader = CellReader.of(rows);
        for (int row = 0; row < rows.length(); row++) {
            entries.add(reader.read(row));
        }
        Collections.reverse(entries);
        int[] codes = new int[rows.length()];
        Arrays.setAll(codes, row -> codes.length - 1 - row);
        return new DictionaryVector(codes.length, Validity.ALL, codes, CellWriter.vector(TEXT, entries));
    }
}
