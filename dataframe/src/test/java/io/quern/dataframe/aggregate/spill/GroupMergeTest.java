package io.quern.dataframe.aggregate.spill;

import static io.quern.dataframe.Aggregates.collectList;
import static io.quern.dataframe.Aggregates.count;
import static io.quern.dataframe.Aggregates.countDistinct;
import static io.quern.dataframe.Aggregates.countValues;
import static io.quern.dataframe.Aggregates.custom;
import static io.quern.dataframe.Aggregates.max;
import static io.quern.dataframe.Aggregates.mean;
import static io.quern.dataframe.Aggregates.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.task.TaskMemory;
import io.quern.core.task.UnboundedMemory;
import io.quern.dataframe.Aggregate;
import io.quern.dataframe.aggregate.AggregationSpec;
import io.quern.dataframe.aggregate.GroupOrder;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.BatchSink;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.batch.Seeds;
import io.quern.dataframe.evaluation.RandomRows;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GroupMergeTest {
    private static final Schema VISITS = AggregatedRows.VISITS;
    private static final int BLOCK_BYTES = 2_048;
    private static final int ELEMENTS_MAX = 64;

    @Test
    void resultsAreThoseOfUnlimitedMemoryWhateverIsRefused() {
        Seeds.run(150, random -> {
            Schema schema = RandomRows.SCHEMA;
            AggregationSpec spec = new AggregationSpec(
                    AggregatedRows.randomKeys(schema, random), AggregatedRows.randomCalls(true, random));
            RandomRows rows = new RandomRows(random);
            List<Partition> partials = new ArrayList<>();
            for (int i = random.nextInt(8); i > 0; i--) {
                partials.add(AggregatedRows.partial(spec, schema, List.of(rows.batch(random.nextInt(1, 150)))));
            }
            TinyMemory memory =
                    new TinyMemory(random.nextInt(60_000), Long.MAX_VALUE, Long.MAX_VALUE, random.nextInt(6), random);

            List<List<@Nullable Object>> results = results(spec, schema, partials, memory);
            List<List<@Nullable Object>> unordered = results(spec, schema, partials, GroupOrder.ANY, spilling(memory));

            List<List<@Nullable Object>> expected = results(spec, schema, partials, new UnboundedMemory());
            assertThat(results).as("%s", spec).isEqualTo(expected);
            assertThat(unordered).as("%s", spec).containsExactlyInAnyOrderElementsOf(expected);
            assertNothingLeft(memory);
        });
    }

    @Test
    void resultsOfWhichTheOrderDoesNotMatterAreNotWritten() {
        AggregationSpec spec = AggregatedRows.spec(List.of("page"), count());
        List<Partition> partials = AggregatedRows.visits(spec, 8, 500, random -> "page " + random.nextInt(3_000), 300);
        TinyMemory memory = TinyMemory.of(60_000);

        List<List<@Nullable Object>> results = results(spec, VISITS, partials, GroupOrder.ANY, spilling(memory));

        assertThat(results).containsExactlyInAnyOrderElementsOf(results(spec, VISITS, partials, new UnboundedMemory()));
        assertThat(memory.spilled()).isNotEmpty().allMatch(what -> what.startsWith("partial aggregates, split "));
        assertNothingLeft(memory);
    }

    @Test
    void manyGroupsAreSplitAgainAndAgainAndAscend() {
        AggregationSpec spec = AggregatedRows.spec(
                List.of("page", "hour"),
                count(),
                countDistinct("user"),
                sum("seconds"),
                mean("seconds").as("mean"),
                countValues("user").as("users"),
                collectList("seconds").as("list"));
        List<Partition> partials = AggregatedRows.visits(spec, 12, 400, random -> "page " + random.nextInt(900), 40);
        TinyMemory memory = TinyMemory.of(60_000);

        List<List<@Nullable Object>> results = results(spec, VISITS, partials, memory);

        assertThat(results).isEqualTo(results(spec, VISITS, partials, new UnboundedMemory()));
        assertThat(memory.spilled()).anyMatch(what -> what.contains("partial aggregates, split 2"));
        assertThat(memory.largestBlock()).isLessThan(4 * BLOCK_BYTES);
        assertNothingLeft(memory);
    }

    @Test
    void oneGroupOfMoreDistinctValuesThanFitIntoMemoryIsCounted() {
        for (List<String> keys : List.of(List.of("page"), List.<String>of())) {
            AggregationSpec spec = AggregatedRows.spec(
                    keys,
                    countDistinct("user"),
                    sum("seconds"),
                    countDistinct("hour").as("hours"),
                    max("user"));
            List<Partition> partials = AggregatedRows.visits(spec, 20, 1_000, _ -> "the page", 1_000_000);
            TinyMemory memory = TinyMemory.of(100_000);

            List<List<@Nullable Object>> results = results(spec, VISITS, partials, memory);

            assertThat(results).isEqualTo(results(spec, VISITS, partials, new UnboundedMemory()));
            assertThat(memory.spilled()).contains("distinct values of a group");
            assertThat(memory.reservedMax()).isLessThan(250_000);
            assertThat(memory.largestBlock()).isLessThan(4 * BLOCK_BYTES);
            assertNothingLeft(memory);
        }
    }

    @Test
    void oneGroupThatIsHalfOfEverythingDoesNotKeepTheOthersFromFitting() {
        AggregationSpec spec = AggregatedRows.spec(List.of("page"), countDistinct("user"), count());
        List<Partition> partials = AggregatedRows.visits(
                spec,
                20,
                1_000,
                random -> random.nextBoolean() ? "the page" : "page " + random.nextInt(3_000),
                1_000_000);
        TinyMemory memory = TinyMemory.of(100_000);

        List<List<@Nullable Object>> results = results(spec, VISITS, partials, memory);

        assertThat(results).isEqualTo(results(spec, VISITS, partials, new UnboundedMemory()));
        assertThat(memory.spilled()).contains("distinct values of a group");
        assertNothingLeft(memory);
    }

    @Test
    void severalLargeGroupsAreToldApartByTheirKeysBeforeTheirValuesAreSplit() {
        AggregationSpec spec =
                AggregatedRows.spec(List.of("page"), collectList("user").as("all"), countDistinct("user"));
        List<Partition> partials =
                AggregatedRows.visits(spec, 100, 200, random -> "page " + random.nextInt(5), 1_000_000);
        TinyMemory memory = new TinyMemory(100_000, 700_000, Long.MAX_VALUE, 0, RandomGenerator.getDefault());

        List<List<@Nullable Object>> results = results(spec, VISITS, partials, memory);

        assertThat(results).isEqualTo(results(spec, VISITS, partials, new UnboundedMemory()));
        assertThat(memory.spilled()).contains("distinct values of a group");
        assertNothingLeft(memory);
    }

    @Test
    void statesOfCustomAggregationsAreSpilled() {
        Aggregate users = custom(
                        "users",
                        DataType.INT64,
                        values -> values.present().collect(Collectors.toCollection(HashSet::new)),
                        (a, b) -> {
                            a.addAll(b);
                            return a;
                        },
                        all -> (long) all.size())
                .on("user");
        AggregationSpec spec = new AggregationSpec(
                List.of("page"),
                List.of(users.call(), countDistinct("user").as("n").call()));
        List<Partition> partials = AggregatedRows.visits(spec, 8, 500, random -> "page " + random.nextInt(700), 300);
        TinyMemory memory = TinyMemory.of(80_000);

        List<List<@Nullable Object>> results = results(spec, VISITS, partials, memory);

        assertThat(results)
                .hasSizeGreaterThan(500)
                .allSatisfy(row -> assertThat(row.get(1)).isEqualTo(row.get(2)));
        assertThat(memory.spilled()).isNotEmpty();
        assertNothingLeft(memory);
    }

    @Test
    void largeStatesOfCustomAggregationsAreWrittenByTheFew() {
        AggregationSpec spec = AggregatedRows.spec(List.of("page"), AggregatedRows.sketch(), count().as("rows"));
        List<Partition> partials = AggregatedRows.visits(spec, 4, 200, random -> "page " + random.nextInt(150), 300);
        TinyMemory memory = TinyMemory.of(600_000);

        List<List<@Nullable Object>> results = results(spec, VISITS, partials, memory);

        assertThat(results)
                .hasSizeGreaterThan(100)
                .allSatisfy(row -> assertThat(row.get(1)).isEqualTo(row.get(2)));
        assertThat(memory.spilled()).isNotEmpty();
        assertThat(memory.largestBlock()).isLessThan(AggregatedRows.SKETCH_BYTES + 4 * BLOCK_BYTES);
        assertThat(memory.reservedMax()).isLessThan(1_000_000);
        assertNothingLeft(memory);
    }

    @Test
    void aGroupThatCannotBeSplitFailsWithTheErrorOfTheMemory() {
        AggregationSpec spec = AggregatedRows.spec(List.of("page"), collectList("user"));
        List<Partition> partials = AggregatedRows.visits(spec, 20, 500, _ -> "the page", 1_000_000);
        TinyMemory memory = new TinyMemory(100_000, 400_000, Long.MAX_VALUE, 0, RandomGenerator.getDefault());

        assertThatThrownBy(() -> results(spec, VISITS, partials, memory))
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCES))
                .hasMessageStartingWith("no ");
        assertNothingLeft(memory);
    }

    @Test
    void whatADiskSaysThatTakesNoMoreComesOutUnchanged() {
        AggregationSpec spec = AggregatedRows.spec(List.of("page"), countDistinct("user"));
        List<Partition> partials = AggregatedRows.visits(
                spec,
                10,
                500,
                random -> random.nextBoolean() ? "the page" : "page " + random.nextInt(3_000),
                1_000_000);
        for (long diskBytes = 0; diskBytes < 600_000; diskBytes += 37_000) {
            TinyMemory memory = new TinyMemory(60_000, Long.MAX_VALUE, diskBytes, 0, RandomGenerator.getDefault());

            assertThatThrownBy(() -> results(spec, VISITS, partials, memory))
                    .isInstanceOf(QuernException.class)
                    .hasMessageStartingWith("the disk takes no more of ")
                    .hasNoCause();
            assertNothingLeft(memory);
        }
    }

    @Test
    void functionsThatThrowAndRunsThatAreCancelledLeaveNothing() {
        Aggregate failing = custom(
                        "failing",
                        DataType.INT64,
                        values -> new ArrayList<>(List.of((Object) values.size())),
                        (a, b) -> {
                            a.addAll(b);
                            if (a.size() > 5) {
                                throw new IllegalStateException("more than five");
                            }
                            return a;
                        },
                        all -> (long) all.size())
                .on("user");
        AggregationSpec spec = new AggregationSpec(List.of("page"), List.of(failing.call()));
        List<Partition> partials = AggregatedRows.visits(spec, 8, 500, random -> "page " + random.nextInt(700), 300);
        TinyMemory memory = TinyMemory.of(60_000);
        assertThatThrownBy(() -> results(spec, VISITS, partials, memory)).hasMessageContaining("more than five");
        assertThat(memory.spilled()).isNotEmpty();
        assertNothingLeft(memory);

        AggregationSpec counts = AggregatedRows.spec(List.of("page"), count());
        List<Partition> many = AggregatedRows.visits(counts, 8, 500, random -> "page " + random.nextInt(3_000), 300);
        for (int calls = 1; calls < 200; calls += 13) {
            TinyMemory tiny = TinyMemory.of(60_000);
            int[] left = {calls};
            Spilling spilling = new Spilling(tiny, 4, BLOCK_BYTES, ELEMENTS_MAX, 0, () -> {
                if (--left[0] == 0) {
                    throw new CancellationException("cancelled");
                }
            });
            assertThatThrownBy(() -> results(counts, VISITS, many, spilling)).isInstanceOf(CancellationException.class);
            assertNothingLeft(tiny);
        }
    }

    @Test
    void noResultIsMadeForASinkThatIsFull() throws Exception {
        AggregationSpec spec = AggregatedRows.spec(List.of("page"), count());
        List<Partition> partials = AggregatedRows.visits(spec, 8, 500, random -> "page " + random.nextInt(3_000), 300);
        TinyMemory memory = TinyMemory.of(60_000);
        try (GroupMerge merge = new GroupMerge(spec, VISITS, spilling(memory))) {
            partials.forEach(merge::add);
            assertThat(merge.isSpilled()).isTrue();
            merge.finish(GroupOrder.BY_KEYS, new BatchSink() {
                @Override
                public void accept(Batch batch) {
                    throw new AssertionError("it is full");
                }

                @Override
                public boolean isFull() {
                    return true;
                }
            });
        }
        assertNothingLeft(memory);
    }

    private static void assertNothingLeft(TinyMemory memory) {
        assertThat(memory.reservedBytes()).isZero();
        assertThat(memory.openFiles()).isZero();
    }

    private static Spilling spilling(TaskMemory memory) {
        return new Spilling(memory, 4, BLOCK_BYTES, ELEMENTS_MAX, 0, () -> {});
    }

    private static List<List<@Nullable Object>> results(
            AggregationSpec spec, Schema schema, List<Partition> partials, TaskMemory memory) {
        return results(spec, schema, partials, spilling(memory));
    }

    private static List<List<@Nullable Object>> results(
            AggregationSpec spec, Schema schema, List<Partition> partials, Spilling spilling) {
        return results(spec, schema, partials, GroupOrder.BY_KEYS, spilling);
    }

    private static List<List<@Nullable Object>> results(
            AggregationSpec spec, Schema schema, List<Partition> partials, GroupOrder order, Spilling spilling) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        try (GroupMerge merge = new GroupMerge(spec, schema, spilling)) {
            partials.forEach(merge::add);
            merge.finish(order, batch -> {
                assertThat(batch.schema()).isEqualTo(spec.resultSchema(schema));
                rows.addAll(AggregatedRows.rows(batch));
            });
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return rows;
    }
}
