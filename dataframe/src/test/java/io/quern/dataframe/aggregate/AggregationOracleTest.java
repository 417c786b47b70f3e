package io.quern.dataframe.aggregate;

import static io.quern.dataframe.Aggregates.collectList;
import static io.quern.dataframe.Aggregates.count;
import static io.quern.dataframe.Aggregates.countDistinct;
import static io.quern.dataframe.Aggregates.countValues;
import static io.quern.dataframe.Aggregates.custom;
import static io.quern.dataframe.Aggregates.max;
import static io.quern.dataframe.Aggregates.mean;
import static io.quern.dataframe.Aggregates.min;
import static io.quern.dataframe.Aggregates.sum;
import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.task.UnboundedMemory;
import io.quern.dataframe.Aggregate;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.batch.Seeds;
import io.quern.dataframe.batch.Slice;
import io.quern.dataframe.evaluation.RandomRows;
import io.quern.dataframe.oracle.DuckDb;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AggregationOracleTest {
    private static final Schema SCHEMA = RandomRows.SCHEMA;

    @Test
    void everyAggregateAgreesWithPlainJavaOverAnyTreeOfMerges() {
        Seeds.run(300, random -> {
            List<Batch> batches = batches(random);
            AggregationSpec spec = spec(random);
            List<PairKernel> kernels = List.of(PairKernel.values());
            PairKernel kernel = kernels.get(random.nextInt(kernels.size()));
            Partition result = new Finisher(spec, SCHEMA).finish(partial(spec, batches, kernel, random));
            assertThat(result.schema()).isEqualTo(spec.resultSchema(SCHEMA));
            assertThat(byKey(result, spec))
                    .as("%s by %s", spec, kernel)
                    .isEqualTo(NaiveAggregation.of(spec, SCHEMA, batches));
        });
    }

    @Test
    void countsAgreeWithDuckDb() {
        try (DuckDb oracle = new DuckDb()) {
            Seeds.run(25, random -> {
                List<Batch> batches = batches(random);
                oracle.load("data", SCHEMA, batches);
                List<String> keys = keys(random);
                List<Aggregate> aggregates = List.of(
                        count(), countDistinct("s"), countValues("u"), countValues("i"), sum("i"), min("ts"), max("d"));
                AggregationSpec spec = spec(keys, aggregates);
                String list = keys.stream().map(key -> "\"" + key + "\"").collect(Collectors.joining(", "));
                String sql = "SELECT " + (keys.isEmpty() ? "" : list + ", ")
                        + "count(*), count(DISTINCT s), coalesce(histogram(u), MAP {}), coalesce(histogram(i), MAP {}),"
                        + " sum(i)::BIGINT, min(ts), max(d) FROM data" + (keys.isEmpty() ? "" : " GROUP BY " + list);
                Map<List<@Nullable Object>, List<@Nullable Object>> expected = new HashMap<>();
                for (List<@Nullable Object> row : oracle.query(sql, spec.resultSchema(SCHEMA))) {
                    List<@Nullable Object> positive = new ArrayList<>();
                    row.forEach(
                            value -> positive.add(value instanceof Double number ? (Object) (number + 0.0) : value));
                    expected.put(positive.subList(0, keys.size()), positive.subList(keys.size(), row.size()));
                }
                Partition partial = partial(spec, batches, PairKernel.AUTOMATIC, random);
                assertThat(byKey(new Finisher(spec, SCHEMA).finish(partial), spec))
                        .isEqualTo(expected);
            });
        }
    }

    @Test
    void customAggregationEqualsTheBuiltInOne() {
        Aggregate visitors = custom(
                        "custom",
                        DataType.INT64,
                        values -> values.present().collect(Collectors.toCollection(HashSet::new)),
                        (a, b) -> {
                            a.addAll(b);
                            return a;
                        },
                        sessions -> (long) sessions.size())
                .on("s");
        Seeds.run(60, random -> {
            AggregationSpec spec =
                    spec(keys(random), List.of(visitors, countDistinct("s").as("built-in")));
            Partition partial = partial(spec, batches(random), PairKernel.AUTOMATIC, random);
            byKey(new Finisher(spec, SCHEMA).finish(partial), spec)
                    .forEach((key, values) ->
                            assertThat(values.getFirst()).as("%s", key).isEqualTo(values.getLast()));
        });
    }

    /// An embedded cluster's tasks read one another's stored results by reference, and a repeated run reads them again.
    @Test
    void functionsThatSpoilTheirStatesSpoilNoStoredResult() {
        Aggregate spoiling = custom(
                        "custom",
                        DataType.INT64,
                        values -> {
                            assertThat(values.size()).isPositive();
                            return values.present().collect(Collectors.toCollection(ArrayList::new));
                        },
                        (a, b) -> {
                            List<Object> larger = a.size() > b.size() ? a : b;
                            List<Object> smaller = a.size() > b.size() ? b : a;
                            larger.addAll(smaller);
                            smaller.clear();
                            return new ArrayList<>(larger);
                        },
                        present -> {
                            long size = present.size();
                            present.clear();
                            return size;
                        })
                .on("s");
        AggregationSpec spec = spec(List.of("i"), List.of(spoiling, count("s").as("built-in")));
        Seeds.run(60, random -> {
            List<Partition> stored = new ArrayList<>();
            for (Batch batch : batches(random)) {
                ChunkAggregator chunk = new ChunkAggregator(spec, SCHEMA);
                chunk.add(batch);
                stored.add(chunk.partial());
            }
            for (int run = 0; run < 2; run++) {
                MergeAggregator merge = new MergeAggregator(spec, SCHEMA);
                stored.forEach(merge::add);
                Partition merged = merge.partial();
                for (int finish = 0; finish < 2; finish++) {
                    byKey(new Finisher(spec, SCHEMA).finish(merged), spec)
                            .forEach((key, values) ->
                                    assertThat(values.getFirst()).as("%s", key).isEqualTo(values.getLast()));
                }
            }
        });
    }

    @Test
    void resultsAscendByKeyWithNullLast() {
        Seeds.run(60, random -> {
            AggregationSpec spec = spec(List.of("s", "i"), List.of(count()));
            Partition result =
                    new Finisher(spec, SCHEMA).finish(partial(spec, batches(random), PairKernel.AUTOMATIC, random));
            List<List<@Nullable Object>> rows = result.batches().stream()
                    .flatMap(batch -> NaiveAggregation.rows(batch).stream())
                    .toList();
            for (int i = 1; i < rows.size(); i++) {
                int first = compare(
                        (String) rows.get(i - 1).get(0), (String) rows.get(i).get(0));
                int second = compare(
                        (Integer) rows.get(i - 1).get(1), (Integer) rows.get(i).get(1));
                assertThat(first < 0 || (first == 0 && second < 0))
                        .as("%s before %s", rows.get(i - 1), rows.get(i))
                        .isTrue();
            }
        });
    }

    private static <T extends Comparable<T>> int compare(@Nullable T left, @Nullable T right) {
        if (left == null || right == null) {
            return Boolean.compare(left == null, right == null);
        }
        return left.compareTo(right);
    }

    /// Chunks over random splits of the rows, merged in a random tree.
    private static Partition partial(
            AggregationSpec spec, List<Batch> batches, PairKernel kernel, RandomGenerator random) {
        List<Partition> partials = new ArrayList<>();
        ChunkAggregator chunk = new ChunkAggregator(spec, SCHEMA, kernel, new UnboundedMemory());
        for (Batch batch : batches) {
            int cut = random.nextInt(batch.length() + 1);
            chunk.add(Slice.rows(batch, 0, cut));
            chunk.add(Slice.rows(batch, cut, batch.length() - cut));
            if (random.nextInt(3) == 0) {
                partials.add(chunk.partial());
                chunk = new ChunkAggregator(spec, SCHEMA, kernel, new UnboundedMemory());
            }
        }
        partials.add(chunk.partial());
        boolean isOrdered =
                spec.calls().stream().anyMatch(call -> call.function() instanceof AggregateFunction.CollectList);
        while (partials.size() > 1) {
            int size = random.nextInt(2, partials.size() + 1);
            int from = isOrdered ? random.nextInt(partials.size() - size + 1) : 0;
            MergeAggregator merge = new MergeAggregator(spec, SCHEMA, kernel, new UnboundedMemory());
            List<Partition> merged = partials.subList(from, from + size);
            merged.forEach(merge::add);
            merged.clear();
            partials.add(isOrdered ? from : partials.size(), merge.partial());
        }
        return partials.getFirst();
    }

    private static List<Batch> batches(RandomGenerator random) {
        RandomRows rows = new RandomRows(random);
        List<Batch> batches = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            batches.add(rows.batch(random.nextInt(8) == 0 ? 0 : random.nextInt(1, 200)));
        }
        return batches;
    }

    private static AggregationSpec spec(RandomGenerator random) {
        List<Aggregate> all = new ArrayList<>(List.of(
                count(),
                count("s"),
                countDistinct("s"),
                countDistinct("d"),
                countDistinct("b"),
                countValues("s"),
                countValues("i"),
                countValues("ts"),
                sum("i"),
                sum("n"),
                mean("i"),
                min("s"),
                max("s"),
                min("d"),
                max("ts"),
                min("day"),
                max("b"),
                collectList("u"),
                collectList("n"),
                countDistinct("ts")));
        List<Aggregate> chosen = new ArrayList<>();
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            chosen.add(all.remove(random.nextInt(all.size())));
        }
        return spec(keys(random), chosen);
    }

    private static AggregationSpec spec(List<String> keys, List<Aggregate> aggregates) {
        return new AggregationSpec(
                keys, aggregates.stream().map(Aggregate::call).toList());
    }

    private static List<String> keys(RandomGenerator random) {
        List<String> names = new ArrayList<>(SCHEMA.names());
        List<String> keys = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            keys.add(names.remove(random.nextInt(names.size())));
        }
        return keys;
    }

    private static Map<List<@Nullable Object>, List<@Nullable Object>> byKey(Partition result, AggregationSpec spec) {
        Map<List<@Nullable Object>, List<@Nullable Object>> rows = new LinkedHashMap<>();
        int keyCount = spec.keys().size();
        for (Batch batch : result.batches()) {
            for (List<@Nullable Object> row : NaiveAggregation.rows(batch)) {
                List<@Nullable Object> previous = rows.put(row.subList(0, keyCount), row.subList(keyCount, row.size()));
                assertThat(previous).as("a group twice: %s", row).isNull();
                assertMapsAscend(row);
            }
        }
        return rows;
    }

    private static void assertMapsAscend(List<@Nullable Object> row) {
        for (Object value : row) {
            if (value instanceof Map<?, ?> map) {
                assertThat(new ArrayList<>(map.keySet())).isEqualTo(new ArrayList<>(new TreeMap<>(map).keySet()));
            }
        }
    }
}
