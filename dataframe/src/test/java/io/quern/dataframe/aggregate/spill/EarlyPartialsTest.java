package io.quern.dataframe.aggregate.spill;

import static io.quern.dataframe.Aggregates.collectList;
import static io.quern.dataframe.Aggregates.count;
import static io.quern.dataframe.Aggregates.countDistinct;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.QuernException;
import io.quern.core.task.TaskMemory;
import io.quern.core.task.UnboundedMemory;
import io.quern.dataframe.aggregate.AggregationSpec;
import io.quern.dataframe.aggregate.Finisher;
import io.quern.dataframe.aggregate.MergeAggregator;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.batch.Seeds;
import io.quern.dataframe.evaluation.RandomRows;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EarlyPartialsTest {
    private static final Schema SCHEMA = RandomRows.SCHEMA;

    @Test
    void mergedTheyAreThePartialsOfUnlimitedMemory() {
        Seeds.run(150, random -> {
            AggregationSpec spec = new AggregationSpec(
                    AggregatedRows.randomKeys(SCHEMA, random), AggregatedRows.randomCalls(false, random));
            List<Batch> batches = batches(random, random.nextInt(8));
            TinyMemory memory =
                    new TinyMemory(random.nextInt(60_000), Long.MAX_VALUE, Long.MAX_VALUE, random.nextInt(6), random);

            Partition partial = partial(spec, batches, memory, random.nextInt(30_000));

            assertThat(results(spec, partial))
                    .as("%s", spec)
                    .isEqualTo(results(spec, partial(spec, batches, new UnboundedMemory(), 1 << 20)));
            assertThat(memory.reservedBytes()).isZero();
            assertThat(memory.spilled()).isEmpty();
        });
    }

    @Test
    void groupsOfTablesThatMayNotGrowComeEarlyAndInTheOrderOfTheRows() {
        AggregationSpec spec = AggregatedRows.spec(List.of("s", "i"), collectList("n"), count(), countDistinct("d"));
        List<Batch> batches = batches(new SplittableRandom(3), 20);
        TinyMemory memory = TinyMemory.of(60_000);

        Partition partial = partial(spec, batches, memory, 10_000);

        Partition whole = partial(spec, batches, new UnboundedMemory(), 1 << 20);
        assertThat(partial.rows()).isGreaterThan(whole.rows());
        assertThat(results(spec, partial)).isEqualTo(results(spec, whole));
    }

    @Test
    void groupsThatComeEarlyHaveToFit() {
        AggregationSpec spec = AggregatedRows.spec(List.of("s", "i"), collectList("n"));
        List<Batch> batches = batches(new SplittableRandom(3), 20);
        TinyMemory memory = new TinyMemory(20_000, 25_000, 0, 0, RandomGenerator.getDefault());

        assertThatThrownBy(() -> partial(spec, batches, memory, 10_000))
                .isInstanceOf(QuernException.class)
                .hasMessageStartingWith("no ");
        assertThat(memory.reservedBytes()).isZero();
    }

    private static List<Batch> batches(RandomGenerator random, int count) {
        RandomRows rows = new RandomRows(random);
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batches.add(rows.batch(random.nextInt(200)));
        }
        return batches;
    }

    private static Partition partial(AggregationSpec spec, List<Batch> batches, TaskMemory memory, long leastBytes) {
        try (EarlyPartials partials = new EarlyPartials(spec, SCHEMA, memory, leastBytes)) {
            batches.forEach(partials::add);
            Partition partial = partials.partial();
            assertThat(partials.groups()).isEqualTo(partial.rows());
            return partial;
        }
    }

    private static List<List<@Nullable Object>> results(AggregationSpec spec, Partition partial) {
        MergeAggregator merge = new MergeAggregator(spec, SCHEMA);
        merge.add(partial);
        return new Finisher(spec, SCHEMA)
                .finish(merge.partial()).batches().stream()
                        .flatMap(batch -> AggregatedRows.rows(batch).stream())
                        .toList();
    }
}
