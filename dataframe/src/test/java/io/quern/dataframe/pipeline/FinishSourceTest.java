package io.quern.dataframe.pipeline;

import static io.quern.dataframe.Aggregates.count;
import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.task.SpillFile;
import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskInputs;
import io.quern.core.task.TaskMemory;
import io.quern.core.task.UnboundedMemory;
import io.quern.dataframe.aggregate.AggregationSpec;
import io.quern.dataframe.aggregate.ChunkAggregator;
import io.quern.dataframe.aggregate.Finisher;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.batch.cell.CellWriter;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FinishSourceTest {
    private static final Schema SCHEMA = Schema.of(Field.of("page", DataType.STRING));
    private static final AggregationSpec SPEC = new AggregationSpec(List.of("page"), List.of(count().call()));
    private static final int PAGES = 5_000;

    @Test
    void groupsOfOneTableAreFinishedAtOnceIfThereIsMemoryForThat() throws Exception {
        Partition partial = partial(0);
        AskedMemory memory = new AskedMemory();

        assertThat(counts(SPEC, partial, memory)).containsOnly(1L).hasSize(PAGES);

        assertThat(memory.asked).containsExactly(atOnce(SPEC, partial));
        assertThat(memory.reservedBytes()).isZero();
    }

    @Test
    void groupsOfSeveralTablesAreMergedWithoutBeingJoinedBefore() throws Exception {
        List<Batch> batches = new ArrayList<>(partial(0).batches());
        batches.addAll(partial(PAGES / 2).batches());
        Partition partial = new Partition(SPEC.partialSchema(SCHEMA), batches);
        AskedMemory memory = new AskedMemory();

        assertThat(counts(SPEC, partial, memory)).containsOnly(1L, 2L).hasSize(PAGES + PAGES / 2);

        assertThat(memory.asked).isNotEmpty().doesNotContain(atOnce(SPEC, partial));
        assertThat(memory.reservedBytes()).isZero();
    }

    @Test
    void severalRowsWithoutKeysAreMergedToo() throws Exception {
        AggregationSpec spec = new AggregationSpec(List.of(), List.of(count().call()));
        List<Batch> batches = new ArrayList<>();
        for (int table = 0; table < 3; table++) {
            ChunkAggregator chunk = new ChunkAggregator(spec, SCHEMA);
            chunk.add(rows(table));
            batches.addAll(chunk.partial().batches());
        }
        Partition partial = new Partition(spec.partialSchema(SCHEMA), batches);
        AskedMemory memory = new AskedMemory();

        assertThat(counts(spec, partial, memory)).containsExactly(3L * PAGES);

        assertThat(memory.asked).doesNotContain(atOnce(spec, partial));
    }

    private static long atOnce(AggregationSpec spec, Partition partial) {
        return 2 * partial.retainedBytes() + new Finisher(spec, SCHEMA).sortBytes(partial.rows());
    }

    private static Batch rows(int first) {
        return new Batch(
                SCHEMA,
                PAGES,
                List.of(CellWriter.vector(
                        SCHEMA.fields().getFirst(),
                        IntStream.range(first, first + PAGES)
                                .<@Nullable Object>mapToObj(n -> "page " + n)
                                .toList())));
    }

    private static Partition partial(int first) {
        ChunkAggregator chunk = new ChunkAggregator(SPEC, SCHEMA);
        chunk.add(rows(first));
        return chunk.partial();
    }

    private static List<Long> counts(AggregationSpec spec, Partition partial, AskedMemory memory) throws Exception {
        List<Long> counts = new ArrayList<>();
        new FinishSource(spec, SCHEMA)
                .feed(null, new TaskInputs(List.of(List.of(partial))), new Context(memory), batch -> {
                    LongVector column = (LongVector) batch.columns().getLast();
                    for (int row = 0; row < column.length(); row++) {
                        counts.add(column.values()[row]);
                    }
                });
        return counts;
    }

    /// Grants everything, and knows what was asked for on trial.
    private static final class AskedMemory implements TaskMemory {
        private final UnboundedMemory memory = new UnboundedMemory();
        private final List<Long> asked = new ArrayList<>();

        @Override
        public boolean tryReserve(long bytes) {
            asked.add(bytes);
            return memory.tryReserve(bytes);
        }

        @Override
        public void reserve(long bytes) {
            memory.reserve(bytes);
        }

        @Override
        public void release(long bytes) {
            memory.release(bytes);
        }

        @Override
        public long reservedBytes() {
            return memory.reservedBytes();
        }

        @Override
        public SpillFile newSpill(String what) {
            throw new AssertionError("there is memory for " + what);
        }
    }

    private record Context(TaskMemory memory) implements TaskContext {
        @Override
        public RunId run() {
            return new RunId(new TaskKey(JobId.of(1_000, 1, 1), 0, 0), 1);
        }

        @Override
        public String stageName() {
            return "finish";
        }

        @Override
        public int partitions() {
            return 1;
        }

        @Override
        public void count(String counter, long amount) {}

        @Override
        public void checkCancelled() {}

        @Override
        public boolean awaitCommitGrant() {
            throw new AssertionError("nothing is committed");
        }
    }
}
