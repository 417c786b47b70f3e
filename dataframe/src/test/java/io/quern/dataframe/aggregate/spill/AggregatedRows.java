package io.quern.dataframe.aggregate.spill;

import static io.quern.dataframe.Aggregates.collectList;
import static io.quern.dataframe.Aggregates.count;
import static io.quern.dataframe.Aggregates.countDistinct;
import static io.quern.dataframe.Aggregates.countValues;
import static io.quern.dataframe.Aggregates.custom;
import static io.quern.dataframe.Aggregates.max;
import static io.quern.dataframe.Aggregates.mean;
import static io.quern.dataframe.Aggregates.min;
import static io.quern.dataframe.Aggregates.sum;

import io.quern.dataframe.Aggregate;
import io.quern.dataframe.aggregate.AggregateCall;
import io.quern.dataframe.aggregate.AggregationSpec;
import io.quern.dataframe.aggregate.ChunkAggregator;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.batch.cell.CellReader;
import io.quern.dataframe.batch.cell.CellWriter;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Rows, partials and aggregations for tests of spilling.
final class AggregatedRows {
    static final Schema VISITS = Schema.of(
            Field.of("page", DataType.STRING),
            Field.of("hour", DataType.INT32),
            Field.of("user", DataType.STRING),
            Field.of("seconds", DataType.DOUBLE));

    /// What a state of [#sketch] takes at least.
    static final int SKETCH_BYTES = 10_000;

    private AggregatedRows() {}

    /// Counts rows, in a state that is much larger than it had to be.
    static Aggregate sketch() {
        return custom(
                        "sketch",
                        DataType.INT64,
                        values -> ByteBuffer.allocate(SKETCH_BYTES)
                                .putInt(0, values.size())
                                .array(),
                        (a, b) -> ByteBuffer.wrap(a)
                                .putInt(
                                        0,
                                        ByteBuffer.wrap(a).getInt()
                                                + ByteBuffer.wrap(b).getInt())
                                .array(),
                        state -> (long) ByteBuffer.wrap(state).getInt())
                .on("user");
    }

    static List<List<@Nullable Object>> rows(Batch batch) {
        List<CellReader> readers = batch.columns().stream().map(CellReader::of).toList();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int row = 0; row < batch.length(); row++) {
            List<@Nullable Object> values = new ArrayList<>();
            for (CellReader reader : readers) {
                values.add(reader.read(row));
            }
            rows.add(values);
        }
        return rows;
    }

    static Partition partial(AggregationSpec spec, Schema schema, List<Batch> batches) {
        ChunkAggregator chunk = new ChunkAggregator(spec, schema);
        batches.forEach(chunk::add);
        return chunk.partial();
    }

    static AggregationSpec spec(List<String> keys, Aggregate... aggregates) {
        return new AggregationSpec(
                keys, List.of(aggregates).stream().map(Aggregate::call).toList());
    }

    /// Partials of random rows.
    static List<Partition> visits(
            AggregationSpec spec, int partials, int rows, Function<RandomGenerator, String> page, int users) {
        RandomGenerator random = new SplittableRandom(7);
        List<Partition> made = new ArrayList<>();
        for (int i = 0; i < partials; i++) {
            List<@Nullable Object> pages = new ArrayList<>();
            List<@Nullable Object> hours = new ArrayList<>();
            List<@Nullable Object> visitors = new ArrayList<>();
            List<@Nullable Object> seconds = new ArrayList<>();
            for (int row = 0; row < rows; row++) {
                pages.add(page.apply(random));
                hours.add(random.nextInt(20) == 0 ? null : (Integer) random.nextInt(3));
                visitors.add(random.nextInt(20) == 0 ? null : "user " + random.nextInt(users));
                seconds.add(random.nextDouble());
            }
            List<List<@Nullable Object>> columns = List.of(pages, hours, visitors, seconds);
            made.add(partial(spec, VISITS, List.of(visits(columns))));
        }
        return made;
    }

    private static Batch visits(List<List<@Nullable Object>> columns) {
        return new Batch(
                VISITS,
                columns.getFirst().size(),
                IntStream.range(0, 4)
                        .mapToObj(c -> CellWriter.vector(VISITS.fields().get(c), columns.get(c)))
                        .toList());
    }

    /// Rows of [#VISITS].
    static Batch batch(List<List<@Nullable Object>> rows) {
        return visits(IntStream.range(0, 4)
                .mapToObj(c ->
                        rows.stream().<@Nullable Object>map(row -> row.get(c)).toList())
                .toList());
    }

    /// @param isInexact whether sums of floating point numbers may be among them
    static List<AggregateCall> randomCalls(boolean isInexact, RandomGenerator random) {
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
                min("s"),
                max("s"),
                min("d"),
                max("ts"),
                min("day"),
                max("b"),
                collectList("u"),
                collectList("n"),
                countDistinct("ts")));
        if (isInexact) {
            all.add(sum("d"));
            all.add(mean("d"));
        }
        List<AggregateCall> chosen = new ArrayList<>();
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            chosen.add(all.remove(random.nextInt(all.size())).call());
        }
        return chosen;
    }

    static List<String> randomKeys(Schema schema, RandomGenerator random) {
        List<String> names = new ArrayList<>(schema.names());
        List<String> keys = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            keys.add(names.remove(random.nextInt(names.size())));
        }
        return keys;
    }
}
