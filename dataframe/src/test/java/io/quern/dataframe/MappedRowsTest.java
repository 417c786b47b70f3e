package io.quern.dataframe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.task.Reservation;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.BatchSink;
import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What code of the user's makes of a batch.
class MappedRowsTest {
    private static final Schema FROM = Schema.of(Field.of("n", DataType.INT64));
    private static final Schema TEXT = Schema.of(Field.of("n", DataType.INT64), Field.of("t", DataType.STRING));
    private static final int ROWS = 10_000;

    /// A row as a record, with a list.
    record Listed(long n, List<Long> all) {}

    @Test
    void aBatchEndsOnceItIsLargeAndTheRowsStayInTheirOrder() throws Exception {
        RowMapping mapping =
                new RowMapping(TEXT, row -> Row.of(TEXT, row.getLong("n"), "x".repeat((int) row.getLong("n") % 7_000)));
        LimitedMemory memory = new LimitedMemory(16_000_000);
        Taken taken = new Taken(Integer.MAX_VALUE);
        try (Reservation reserved = new Reservation(memory, "mapped rows")) {
            mapping.apply(numbers(), reserved, taken);
            assertThat(reserved.usedBytes()).isZero();
        }
        assertThat(memory.reservedBytes()).isZero();
        assertThat(taken.batches).hasSizeGreaterThan(5);
        assertThat(taken.batches)
                .allSatisfy(batch -> assertThat(batch.retainedBytes()).isLessThan(7_000_000));
        List<Row> rows = RowMapping.rows(new Partition(TEXT, taken.batches));
        assertThat(rows).hasSize(ROWS);
        for (int row = 0; row < ROWS; row++) {
            assertThat(rows.get(row).getLong("n")).isEqualTo(row);
            assertThat(rows.get(row).getString("t")).hasSize(row % 7_000);
        }
    }

    @Test
    void rowsOfUsualSizesStayOneBatch() throws Exception {
        RowMapping mapping = new RowMapping(TEXT, row -> Row.of(TEXT, row.getLong("n"), "text " + row.getLong("n")));
        Taken taken = new Taken(Integer.MAX_VALUE);
        mapping.apply(numbers(), Reservation.unbounded(), taken);
        assertThat(taken.batches).hasSize(1);
        assertThat(taken.batches.getFirst().length()).isEqualTo(ROWS);
    }

    /// Of many columns, or where very many rows are expected, arrays that are empty yet would fill a batch.
    @ParameterizedTest
    @CsvSource({"1, 1000000", "16, 16384", "100, 1000000"})
    void emptyArraysDoNotEndABatch(int columns, int expectedRows) throws Exception {
        Schema texts = Schema.of(IntStream.range(0, columns)
                .mapToObj(column -> Field.of("t" + column, DataType.STRING))
                .toArray(Field[]::new));
        Taken taken = new Taken(Integer.MAX_VALUE);
        MappedRows rows = new MappedRows(texts, expectedRows, Reservation.unbounded(), taken);
        for (int row = 0; row < 5_000; row++) {
            for (int column = 0; column < columns; column++) {
                rows.append(column, "short");
            }
            rows.endRow();
        }
        rows.finish();
        assertThat(taken.batches.stream().mapToInt(Batch::length).sum()).isEqualTo(5_000);
        assertThat(taken.batches).hasSizeLessThan(5);
    }

    @Test
    void norDoThoseOfStructsWithManyFieldsAndOfWideValues() throws Exception {
        List<Field> texts = IntStream.range(0, 300)
                .mapToObj(column -> Field.of("t" + column, DataType.STRING))
                .toList();
        Schema wide = Schema.of(
                Field.of("s", new DataType.StructType(texts)), Field.of("b", new DataType.FixedBinaryType(3_000)));
        LimitedMemory memory = new LimitedMemory(20_000_000);
        Taken taken = new Taken(Integer.MAX_VALUE);
        MappedRows rows = new MappedRows(wide, 16_384, new Reservation(memory, "mapped rows"), taken);
        for (int row = 0; row < 500; row++) {
            rows.append(0, null);
            rows.append(1, null);
            rows.endRow();
        }
        rows.finish();
        assertThat(taken.batches.stream().mapToInt(Batch::length).sum()).isEqualTo(500);
        assertThat(taken.batches).hasSizeLessThan(5);
    }

    @Test
    void nothingMoreIsMadeForWhoeverHasEnough() throws Exception {
        AtomicInteger made = new AtomicInteger();
        String large = "x".repeat(100_000);
        RowMapping mapping = new RowMapping(TEXT, row -> {
            made.incrementAndGet();
            return Row.of(TEXT, row.getLong("n"), large);
        });
        mapping.apply(numbers(), Reservation.unbounded(), new Taken(1));
        assertThat(made.get()).isBetween(20, 60);
    }

    @Test
    void rowsThatThereIsNoMemoryForAreRefusedBeforeTheyAreMade() {
        AtomicInteger made = new AtomicInteger();
        String large = "x".repeat(100_000);
        RowMapping mapping = new RowMapping(TEXT, row -> {
            made.incrementAndGet();
            return Row.of(TEXT, row.getLong("n"), large);
        });
        LimitedMemory memory = new LimitedMemory(5_000_000);
        assertThatThrownBy(() ->
                        mapping.apply(numbers(), new Reservation(memory, "mapped rows"), new Taken(Integer.MAX_VALUE)))
                .isInstanceOfSatisfying(
                        QuernException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.RESOURCES));
        // What is there and what would take its place are 2.5 times as much.
        assertThat(made.get()).isBetween(10, 20);
    }

    @Test
    void elementsOfListsOfRecordsCountToo() throws Exception {
        List<Long> many = LongStream.range(0, 1_000).boxed().toList();
        RecordMapping<Listed> mapping = new RecordMapping<>(Listed.class, row -> new Listed(row.getLong("n"), many));
        LimitedMemory memory = new LimitedMemory(20_000_000);
        Taken taken = new Taken(Integer.MAX_VALUE);
        mapping.apply(numbers(), new Reservation(memory, "mapped rows"), taken);
        assertThat(taken.batches).hasSizeGreaterThan(10);
        assertThat(taken.batches.stream().mapToInt(Batch::length).sum()).isEqualTo(ROWS);
        assertThat(memory.reservedMax()).isGreaterThan(2 * MappedRows.BATCH_BYTES);
    }

    /// Keeps what it is given, until it has enough.
    private static final class Taken implements BatchSink {
        private final int enough;
        private final List<Batch> batches = new ArrayList<>();

        Taken(int enough) {
            this.enough = enough;
        }

        @Override
        public void accept(Batch batch) {
            batches.add(batch);
        }

        @Override
        public boolean isFull() {
            return batches.size() >= enough;
        }
    }

    private static Batch numbers() {
        long[] numbers = LongStream.range(0, ROWS).toArray();
        return new Batch(FROM, ROWS, List.of(new LongVector(DataType.INT64, ROWS, Validity.ALL, numbers)));
    }
}
