package io.quern.dataframe.aggregate.spill;

import static io.quern.dataframe.Aggregates.collectList;
import static io.quern.dataframe.Aggregates.count;
import static io.quern.dataframe.Aggregates.countDistinct;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.QuernException;
import io.quern.core.task.Parts;
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
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
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

    @Test
    void inPartsTheyAreTheSameAndEachKeyIsInOne() {
        Seeds.run(100, random -> {
            List<String> keys = AggregatedRows.randomKeys(SCHEMA, random);
            AggregationSpec spec = new AggregationSpec(
                    keys.isEmpty() ? List.of("s") : keys, AggregatedRows.randomCalls(false, random));
            List<Batch> batches = batches(random, random.nextInt(8));
            TinyMemory memory =
                    new TinyMemory(random.nextInt(60_000), Long.MAX_VALUE, Long.MAX_VALUE, random.nextInt(6), random);

            List<Partition> parts = parts(spec, batches, 1 + random.nextInt(9), memory, random.nextInt(30_000));

            List<List<@Nullable Object>> results = new ArrayList<>();
            parts.forEach(part -> results.addAll(results(spec, part)));
            assertThat(results)
                    .as("%s", spec)
                    .containsExactlyInAnyOrderElementsOf(
                            results(spec, partial(spec, batches, new UnboundedMemory(), 1 << 20)));
            assertThat(memory.reservedBytes()).isZero();
            assertThat(memory.spilled()).isEmpty();
        });
    }

    /// There is room for the parts, and for a small table with its copy beside them.
    @Test
    void aPartitionOfGroupsThatOccurOnceIsSplitInHardlyMoreMemoryThanItsPartsTake() {
        AggregationSpec spec = AggregatedRows.spec(List.of("page"), count());
        splitsInLittleMemory(spec, n -> List.of(longName("page", n), 1, "u", 0.5), 5_000);
    }

    /// Each group has texts of its own, which each part has a copy of.
    @Test
    void aPartitionOfManyDistinctValuesIsSplitInHardlyMoreMemoryThanItsPartsTake() {
        AggregationSpec spec = AggregatedRows.spec(List.of("page"), countDistinct("user"));
        splitsInLittleMemory(spec, n -> List.of("page " + n % 50, 1, longName("user", n), 0.5), 50);
    }

    private static String longName(String what, int number) {
        return "a " + what + " with a rather long name, the one with the number " + (1_000_000 + number);
    }

    /// @param groups how many there are; in the parts of several tables they may stand several times
    private static void splitsInLittleMemory(
            AggregationSpec spec, IntFunction<List<@Nullable Object>> row, int groups) {
        List<Batch> batches = new ArrayList<>();
        for (int batch = 0; batch < 50; batch++) {
            int first = batch * 100;
            batches.add(AggregatedRows.batch(
                    IntStream.range(first, first + 100).mapToObj(row).toList()));
        }
        long wholeBytes = Partition.retainedBytesTogether(split(spec, batches, new UnboundedMemory(), 1 << 20));
        assertThat(wholeBytes).isGreaterThan(330_000);
        TinyMemory memory =
                new TinyMemory(wholeBytes + 100_000, wholeBytes + 100_000, 0, 0, RandomGenerator.getDefault());

        List<Partition> parts = split(spec, batches, memory, 10_000);

        assertThat(memory.reservedMax()).isGreaterThanOrEqualTo(Partition.retainedBytesTogether(parts));
        assertThat(memory.reservedBytes()).isZero();
        List<List<@Nullable Object>> results = new ArrayList<>();
        parts.forEach(part -> results.addAll(results(spec, AggregatedRows.VISITS, part)));
        assertThat(results).hasSize(groups);
    }

    private static List<Partition> split(
            AggregationSpec spec, List<Batch> batches, TaskMemory memory, long leastBytes) {
        try (EarlyPartials<Parts> partials =
                EarlyPartials.ofRowsInParts(spec, AggregatedRows.VISITS, 4, memory, () -> {}, leastBytes)) {
            batches.forEach(partials::add);
            return partitions(partials.partial());
        }
    }

    @Test
    void partialsThatWereMergedInLittleMemoryAreWorthTheSame() {
        Seeds.run(100, random -> {
            AggregationSpec spec = new AggregationSpec(
                    AggregatedRows.randomKeys(SCHEMA, random), AggregatedRows.randomCalls(false, random));
            RandomRows rows = new RandomRows(random);
            List<Partition> partials = new ArrayList<>();
            for (int i = random.nextInt(2, 8); i > 0; i--) {
                partials.add(AggregatedRows.partial(spec, SCHEMA, List.of(rows.batch(random.nextInt(1, 150)))));
            }
            TinyMemory memory =
                    new TinyMemory(random.nextInt(60_000), Long.MAX_VALUE, Long.MAX_VALUE, random.nextInt(6), random);

            Partition merged = merged(spec, SCHEMA, partials, memory, random.nextInt(30_000));

            assertThat(results(spec, merged))
                    .as("%s", spec)
                    .isEqualTo(results(spec, merged(spec, SCHEMA, partials, new UnboundedMemory(), 0)));
            assertThat(memory.reservedBytes()).isZero();
            assertThat(memory.spilled()).isEmpty();
        });
    }

    @Test
    void aPartialOfOneGiantGroupHasItInSeveralRows() {
        AggregationSpec spec = AggregatedRows.spec(List.of("page"), countDistinct("user"), count());
        List<Partition> partials = AggregatedRows.visits(spec, 20, 1_000, _ -> "the page", 1_000_000);

        Partition merged = merged(spec, AggregatedRows.VISITS, partials, TinyMemory.of(300_000), 10_000);

        assertThat(merged.rows()).isBetween(2L, 19L);
        Partition whole = merged(spec, AggregatedRows.VISITS, partials, new UnboundedMemory(), 0);
        assertThat(whole.rows()).isEqualTo(1);
        assertThat(results(spec, AggregatedRows.VISITS, merged)).isEqualTo(results(spec, AggregatedRows.VISITS, whole));
    }

    @Test
    void statesOfCustomAggregationsThatComeEarlyCountAsTheBytesThatTheyAre() {
        AggregationSpec spec = AggregatedRows.spec(List.of("page"), AggregatedRows.sketch());
        List<Partition> partials =
                AggregatedRows.visits(spec, 4, 200, random -> "page " + random.nextInt(1_000), 1_000);
        TinyMemory memory = TinyMemory.of(600_000);
        try (EarlyPartials<Partition> merged = EarlyPartials.ofPartials(spec, AggregatedRows.VISITS, memory, 10_000)) {
            partials.forEach(partial -> partial.batches().forEach(merged::add));
            Partition partial = merged.partial();

            assertThat(partial.retainedBytes()).isGreaterThan(600L * AggregatedRows.SKETCH_BYTES);
            assertThat(memory.reservedBytes()).isGreaterThanOrEqualTo(partial.retainedBytes());
        }
        assertThat(memory.reservedBytes()).isZero();
    }

    @Test
    void statesAreCountedBeforeTheChunkFunctionMakesThem() {
        AggregationSpec spec = AggregatedRows.spec(List.of("page"), AggregatedRows.sketch());
        TinyMemory memory = TinyMemory.of(600_000);
        try (EarlyPartials<Partition> partials = EarlyPartials.ofRows(spec, AggregatedRows.VISITS, memory, 10_000)) {
            for (int batch = 0; batch < 50; batch++) {
                int first = batch * 10;
                partials.add(AggregatedRows.batch(IntStream.range(first, first + 10)
                        .<List<@Nullable Object>>mapToObj(n -> List.of("page " + n, n, "user", 0.5))
                        .toList()));
            }
            // Made of few bytes of rows, some of them come early.
            assertThat(memory.reservedBytes()).isGreaterThan(400L * AggregatedRows.SKETCH_BYTES);
            assertThat(partials.partial().rows()).isEqualTo(500);
        }
        assertThat(memory.reservedBytes()).isZero();
    }

    private static Partition merged(
            AggregationSpec spec, Schema schema, List<Partition> partials, TaskMemory memory, long leastBytes) {
        try (EarlyPartials<Partition> merged = EarlyPartials.ofPartials(spec, schema, memory, leastBytes)) {
            partials.forEach(partial -> partial.batches().forEach(merged::add));
            return merged.partial();
        }
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
        try (EarlyPartials<Partition> partials = EarlyPartials.ofRows(spec, SCHEMA, memory, leastBytes)) {
            batches.forEach(partials::add);
            Partition partial = partials.partial();
            assertThat(partials.groups()).isEqualTo(partial.rows());
            return partial;
        }
    }

    private static List<Partition> parts(
            AggregationSpec spec, List<Batch> batches, int parts, TaskMemory memory, long leastBytes) {
        try (EarlyPartials<Parts> partials =
                EarlyPartials.ofRowsInParts(spec, SCHEMA, parts, memory, () -> {}, leastBytes)) {
            batches.forEach(partials::add);
            return partitions(partials.partial());
        }
    }

    private static List<Partition> partitions(Parts parts) {
        return parts.values().stream().map(Partition.class::cast).toList();
    }

    private static List<List<@Nullable Object>> results(AggregationSpec spec, Partition partial) {
        return results(spec, SCHEMA, partial);
    }

    private static List<List<@Nullable Object>> results(AggregationSpec spec, Schema schema, Partition partial) {
        MergeAggregator merge = new MergeAggregator(spec, schema);
        merge.add(partial);
        return new Finisher(spec, schema)
                .finish(merge.partial()).batches().stream()
                        .flatMap(batch -> AggregatedRows.rows(batch).stream())
                        .toList();
    }
}
