package io.quern.dataframe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskInputs;
import io.quern.dataframe.LimitedMemory;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.BatchSink;
import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.batch.cell.CellWriter;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Batches that a task keeps until it ends.
class KeptBatchesTest {
    private static final Schema SCHEMA = Schema.of(Field.of("n", DataType.INT64));
    private static final int ROWS = 100_000;

    @Test
    void whatIsCollectedIsReservedWhileItGrowsAndGivenBackAsAResult() throws Exception {
        LimitedMemory memory = new LimitedMemory(Long.MAX_VALUE);
        Partition collected = (Partition) run(numbers(10), SCHEMA, memory);

        assertThat(collected.rows()).isEqualTo(10L * ROWS);
        assertThat(memory.operators()).containsExactly("collected batches");
        assertThat(memory.reservedMax()).isBetween(collected.retainedBytes(), collected.retainedBytes() + (1 << 18));
        assertThat(memory.reservedBytes()).isZero();
    }

    @Test
    void aBatchThatThereIsNoMemoryForIsRefusedAndNothingStaysReserved() {
        LimitedMemory memory = new LimitedMemory(5L * 8 * ROWS);
        List<Batch> taken = new ArrayList<>();
        assertThatThrownBy(() -> run(numbers(10), SCHEMA, memory, taken))
                .isInstanceOfSatisfying(
                        QuernException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.RESOURCES));
        assertThat(taken).as("the sixth is refused").hasSize(6);
        assertThat(memory.reservedMax()).isEqualTo(5L * 8 * ROWS);
        assertThat(memory.reservedBytes()).isZero();
    }

    @Test
    void aDictionaryThatBatchesShareCountsOnce() throws Exception {
        Schema schema = Schema.of(Field.of("t", DataType.STRING));
        Vector dictionary =
                CellWriter.vector(schema.fields().getFirst(), Collections.singletonList("x".repeat(4_000_000)));
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Vector codes = new DictionaryVector(100, Validity.ALL, new int[100], dictionary);
            batches.add(new Batch(schema, 100, List.of(codes)));
        }
        LimitedMemory memory = new LimitedMemory(5_000_000);
        assertThat(((Partition) run(batches, schema, memory)).rows()).isEqualTo(1_000);
    }

    private static List<Batch> numbers(int batches) {
        List<Batch> made = new ArrayList<>();
        for (int i = 0; i < batches; i++) {
            made.add(new Batch(
                    SCHEMA, ROWS, List.of(new LongVector(DataType.INT64, ROWS, Validity.ALL, new long[ROWS]))));
        }
        return made;
    }

    private static Object run(List<Batch> batches, Schema schema, LimitedMemory memory) throws Exception {
        return run(batches, schema, memory, new ArrayList<>());
    }

    /// @param taken gets each batch before it is kept
    private static Object run(List<Batch> batches, Schema schema, LimitedMemory memory, List<Batch> taken)
            throws Exception {
        Step noting = new Step() {
            @Override
            public String label() {
                return "";
            }

            @Override
            public BatchSink open(BatchSink next, TaskContext context) {
                return batch -> {
                    taken.add(batch);
                    next.accept(batch);
                };
            }
        };
        return new PipelineFunction(new InputSource(), List.of(noting), new CollectTerminal(schema))
                .run(
                        null,
                        new TaskInputs(List.of(Collections.singletonList(new Partition(schema, batches)))),
                        new LimitedContext(memory));
    }
}
