package io.quern.dataframe.batch;

import static io.quern.dataframe.batch.RandomColumns.cells;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.dataframe.batch.cell.CellWriter;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Every operation against plain lists of objects, over random types, nulls, nesting and encodings.
class VectorOperationsTest {
    private static final int SEEDS = 2_000;

    @Test
    void writtenValuesAreReadBack() {
        Seeds.run(SEEDS, random -> {
            RandomColumns make = new RandomColumns(random);
            DataType type = make.type(3);
            List<@Nullable Object> values = make.values(type, random.nextInt(150));
            Vector vector = CellWriter.vector(Field.of("c", type), values);
            assertThat(vector.type()).isEqualTo(type);
            assertThat((Object) cells(vector)).isEqualTo(RandomColumns.comparable(values));
            for (int i = 0; i < values.size(); i++) {
                assertThat(vector.isNull(i)).isEqualTo(values.get(i) == null);
            }
        });
    }

    @Test
    void gatherPicksRows() {
        Seeds.run(SEEDS, random -> {
            Vector vector = vector(random);
            List<@Nullable Object> model = cells(vector);
            boolean wantsNulls = random.nextBoolean();
            int[] rows = new int[random.nextInt(200)];
            for (int i = 0; i < rows.length; i++) {
                boolean isNull = vector.length() == 0 || (wantsNulls && random.nextInt(3) == 0);
                rows[i] = isNull ? Gather.NULL_ROW : random.nextInt(vector.length());
            }
            List<@Nullable Object> wanted = new ArrayList<>();
            Arrays.stream(rows).forEach(row -> wanted.add(row < 0 ? null : model.get(row)));
            checked(Gather.rows(vector, rows, rows.length), vector.type(), wanted);
        });
    }

    @Test
    void sliceCutsRowsOut() {
        Seeds.run(SEEDS, random -> {
            Vector vector = vector(random);
            int from = random.nextInt(vector.length() + 1);
            int count = random.nextInt(vector.length() - from + 1);
            checked(
                    Slice.rows(vector, from, count),
                    vector.type(),
                    cells(vector).subList(from, from + count));
        });
    }

    @Test
    void concatAppends() {
        Seeds.run(SEEDS, random -> {
            RandomColumns make = new RandomColumns(random);
            DataType type = make.type(3);
            List<Vector> parts = new ArrayList<>();
            List<@Nullable Object> wanted = new ArrayList<>();
            boolean onlyEncoded = random.nextBoolean();
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                int length = random.nextInt(120);
                Vector part = onlyEncoded
                        ? make.dictionaryVector(make.flat(type, 1 + random.nextInt(9)), length)
                        : make.vector(type, length);
                parts.add(part);
                wanted.addAll(cells(part));
            }
            checked(Concat.vectors(parts), type, wanted);
        });
    }

    @Test
    void flattenWritesEncodingsOut() {
        Seeds.run(SEEDS, random -> {
            Vector vector = vector(random);
            Vector flat = Flatten.vector(vector);
            checked(flat, vector.type(), cells(vector));
            assertFlat(flat);
        });
    }

    @Test
    void selectionKeepsRowsWhereTheConditionIsTrue() {
        Seeds.run(SEEDS, random -> {
            RandomColumns make = new RandomColumns(random);
            int length = random.nextInt(200);
            Vector vector = make.vector(make.type(2), length);
            Vector condition = make.vector(DataType.BOOLEAN, length);
            List<@Nullable Object> wanted = new ArrayList<>();
            for (int i = 0; i < length; i++) {
                if (Boolean.TRUE.equals(cells(condition).get(i))) {
                    wanted.add(cells(vector).get(i));
                }
            }
            checked(Selection.where(condition).of(vector), vector.type(), wanted);
        });
    }

    @Test
    void concatOfOneDictionaryKeepsTheInstance() {
        RandomColumns make = new RandomColumns(new SplittableRandom(1));
        Vector dictionary = make.flat(DataType.STRING, 5);
        Vector joined =
                Concat.vectors(List.of(make.dictionaryVector(dictionary, 3), make.dictionaryVector(dictionary, 4)));
        assertThat(joined)
                .isInstanceOfSatisfying(
                        DictionaryVector.class,
                        vector -> assertThat(vector.dictionary()).isSameAs(dictionary));
    }

    @Test
    void concatOfTextDictionariesHoldsEachTextOnce() {
        Field text = Field.of("c", DataType.STRING);
        Vector first = CellWriter.vector(text, List.of("a", "b"));
        Vector second = CellWriter.vector(text, List.of("b", "c"));
        Vector joined = Concat.vectors(List.of(
                new DictionaryVector(2, Validity.ALL, new int[] {0, 1}, first),
                new ConstantVector(CellWriter.vector(text, List.of("a")), 5),
                new DictionaryVector(2, Validity.ALL, new int[] {0, 1}, second)));
        assertThat(((DictionaryVector) joined).dictionary().length()).isEqualTo(3);
        assertThat(cells(joined)).containsExactly("a", "b", "a", "a", "a", "a", "a", "b", "c");
    }

    @Test
    void aSmallSliceDoesNotKeepTheWholeTextInMemory() {
        Vector text = CellWriter.vector(
                Field.of("c", DataType.STRING), List.of("x".repeat(10_000), "short", "y".repeat(10_000)));
        assertThat(Slice.rows(text, 1, 1).retainedBytes()).isLessThan(100);
    }

    @Test
    void aSliceBeyondTheEndIsRefused() {
        Vector vector = new NullVector(DataType.INT64, 3);
        assertThatThrownBy(() -> Slice.rows(vector, 2, 2))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("rows 2 to 4 of a vector of 3");
    }

    private static Vector vector(SplittableRandom random) {
        RandomColumns make = new RandomColumns(random);
        return make.vector(make.type(3), random.nextInt(150));
    }

    private static void checked(Vector vector, DataType type, List<@Nullable Object> wanted) {
        assertThat(vector.type()).isEqualTo(type);
        assertThat(vector.length()).isEqualTo(wanted.size());
        assertThat(cells(vector)).isEqualTo(wanted);
    }

    private static void assertFlat(Vector vector) {
        switch (vector) {
            case DictionaryVector _, ConstantVector _ -> throw new AssertionError("not flat: " + vector);
            case NullVector none -> assertThat(none.type()).isEqualTo(DataType.NULL);
            case ListVector v -> assertFlat(v.elements());
            case MapVector v -> {
                assertFlat(v.keys());
                assertFlat(v.values());
            }
            case StructVector v -> v.children().forEach(VectorOperationsTest::assertFlat);
            default -> {}
        }
    }
}
