package io.quern.dataframe.aggregate;

import static io.quern.dataframe.Aggregates.custom;
import static org.assertj.core.api.Assertions.assertThat;

import io.quern.dataframe.Aggregate;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.batch.cell.CellWriter;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CustomStateTest {
    private static final Schema SCHEMA = Schema.of(Field.of("n", DataType.INT32));
    private static final int PARTIALS = 1_000;
    private static final int ROWS = 20;

    @Test
    void aStateThatGrowsWithEachBatchIsNotSerialisedForEach() {
        Aggregate all = custom(
                        "all",
                        DataType.INT64,
                        values -> new Counted(values.present().collect(Collectors.toCollection(ArrayList::new))),
                        Counted::plus,
                        state -> (long) state.values.size())
                .on("n");
        AggregationSpec spec = new AggregationSpec(List.of(), List.of(all.call()));
        ChunkAggregator chunk = new ChunkAggregator(spec, SCHEMA);
        chunk.add(new Batch(
                SCHEMA,
                ROWS,
                List.of(CellWriter.vector(
                        SCHEMA.fields().getFirst(),
                        IntStream.range(0, ROWS)
                                .<@Nullable Object>mapToObj(n -> n)
                                .toList()))));
        Partition partial = chunk.partial();

        Counted.WRITTEN.set(0);
        MergeAggregator merge = new MergeAggregator(spec, SCHEMA);
        for (int i = 0; i < PARTIALS; i++) {
            merge.add(partial);
        }

        // Elements of the whole state each time would be half a thousand times as many as there are in the end.
        assertThat(Counted.WRITTEN.get()).isBetween(1L, 40L * PARTIALS * ROWS);
        List<Batch> results = new Finisher(spec, SCHEMA).finish(merge.partial()).batches();
        assertThat(results).hasSize(1);
        assertThat(results.getFirst().columns().getFirst().length()).isEqualTo(1);
    }

    /// Counts how many elements are read to be written, by all states of a test.
    record Counted(List<Object> values) {
        private static final AtomicLong WRITTEN = new AtomicLong();

        @Override
        public List<Object> values() {
            WRITTEN.addAndGet(values.size());
            return values;
        }

        private Counted plus(Counted other) {
            values.addAll(other.values);
            return this;
        }
    }
}
