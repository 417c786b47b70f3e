package io.quern.dataframe.aggregate.spill;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.task.UnboundedMemory;
import io.quern.dataframe.aggregate.AggregationSpec;
import io.quern.dataframe.aggregate.ChunkAggregator;
import io.quern.dataframe.aggregate.MergeAggregator;
import io.quern.dataframe.aggregate.PartialAggregator;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Seeds;
import io.quern.dataframe.evaluation.RandomRows;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// What tables count where some of their states had room for a batch and others were refused it.
class CountedMemoryTest {
    @Test
    void aBatchThatIsRefusedAndThenHasToBeThereIsCountedOnce() {
        Seeds.run(150, random -> {
            AggregationSpec spec = new AggregationSpec(
                    AggregatedRows.randomKeys(RandomRows.SCHEMA, random), AggregatedRows.randomCalls(true, random));
            RandomRows rows = new RandomRows(random);
            List<Batch> batches = new ArrayList<>();
            List<Batch> partials = new ArrayList<>();
            for (int i = random.nextInt(1, 6); i > 0; i--) {
                Batch batch = rows.batch(random.nextInt(1, 400));
                batches.add(batch);
                partials.addAll(AggregatedRows.partial(spec, RandomRows.SCHEMA, List.of(batch))
                        .batches());
            }

            assertThat(usedBytes(new ChunkAggregator(spec, RandomRows.SCHEMA, refusing(random)), batches))
                    .as("%s", spec)
                    .isEqualTo(usedBytes(new ChunkAggregator(spec, RandomRows.SCHEMA, new UnboundedMemory()), batches));
            assertThat(usedBytes(new MergeAggregator(spec, RandomRows.SCHEMA, refusing(random)), partials))
                    .as("%s", spec)
                    .isEqualTo(
                            usedBytes(new MergeAggregator(spec, RandomRows.SCHEMA, new UnboundedMemory()), partials));
        });
    }

    private static TinyMemory refusing(RandomGenerator random) {
        return new TinyMemory(Long.MAX_VALUE, Long.MAX_VALUE, 0, 2, random);
    }

    private static long usedBytes(PartialAggregator table, List<Batch> batches) {
        try (table) {
            for (Batch batch : batches) {
                if (!table.tryAdd(batch)) {
                    table.add(batch);
                }
            }
            return table.usedBytes();
        }
    }
}
