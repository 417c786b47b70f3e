package io.quern.dataframe;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.dataframe.rule.Optimizer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random plans over random data give what DuckDB gives, the same with each rule switched off and with groups
/// exchanged, and their first rows are the first ones where only some are wanted. A failure prints its seed;
/// `-Dseed=` runs that one alone, `-Dplans=` more of them.
class FrameOracleTest {
    private static final long PLANS = Long.getLong("plans", 150);
    private static final String SCHEMA = """
            message rows {
              optional binary s (STRING);
              optional binary t (STRING);
              optional int64 n;
              optional int32 i;
              optional double d;
              optional boolean b;
              optional double nothing;
              optional int64 ts (TIMESTAMP(MICROS,true));
            }""";

    private final Frames frames = TestFrames.synchronous();

    @TempDir
    Path root;

    @Test
    void randomPlansAgreeWithDuckDb() throws SQLException {
        writeData(new SplittableRandom(42));
        Long only = Long.getLong("seed");
        for (long seed = only == null ? 0 : only; seed < (only == null ? PLANS : only + 1); seed++) {
            check(seed);
        }
    }

    private void check(long seed) throws SQLException {
        RandomPlan plan = plan(seed, frames);
        List<String> expected = query(plan.sql());
        List<Row> rows = plan.frame().collect();
        String context =
                "-Dseed=" + seed + "\n" + plan.sql() + "\n" + plan.frame().explain();
        assertThat(rows.stream().map(FrameOracleTest::text).sorted().toList())
                .as(context)
                .isEqualTo(expected);
        assertThat(plan.frame().count()).as(context).isEqualTo(rows.size());
        DataFrame exchanged =
                plan(seed, frames.withGroupPartitions(2 + (int) (seed % 5))).frame();
        assertThat(exchanged.collect()).as("exchanged " + context).containsExactlyInAnyOrderElementsOf(rows);
        assertThat(exchanged.count()).as("exchanged " + context).isEqualTo(rows.size());
        assertThat(exchanged.limit(3).count()).as("exchanged " + context).isEqualTo(Math.min(3, rows.size()));
        long limit = seed % 40;
        assertThat(plan.frame().limit(limit).collect())
                .as("limit " + limit + " " + context)
                .isEqualTo(rows.stream().limit(limit).toList());
        for (String rule : Optimizer.ruleNames()) {
            assertThat(plan(seed, frames.withoutRules(rule)).frame().collect())
                    .as("without " + rule + " " + context)
                    .isEqualTo(rows);
        }
    }

    private RandomPlan plan(long seed, Frames from) {
        return new RandomPlan(
                new SplittableRandom(seed),
                from.readParquet(root.resolve("in").toString()),
                "select * from read_parquet('" + root.resolve("in")
                        + "/*/*.parquet', hive_partitioning = true, hive_types_autocast = false)");
    }

    private void writeData(SplittableRandom random) {
        for (int file = 0; file < 6; file++) {
            List<List<@Nullable Object>> rows = new ArrayList<>();
            for (int row = random.nextInt(200); row > 0; row--) {
                rows.add(Arrays.asList(
                        orNull(random, "s" + random.nextInt(5)),
                        orNull(random, "text " + random.nextInt(1_000)),
                        orNull(random, (long) random.nextInt(50) - 10),
                        orNull(random, random.nextInt(4)),
                        orNull(random, random.nextInt(100) * 0.25),
                        orNull(random, random.nextInt(2) == 0),
                        null,
                        orNull(
                                random,
                                ChronoUnit.MICROS.between(
                                        Instant.EPOCH,
                                        Instant.parse("1969-12-31T00:00:00Z")
                                                .plusMillis(random.nextInt(200_000_000))))));
            }
            ParquetFixture.write(
                    root.resolve("in/k=s" + file % 3 + "/part-" + file + ".parquet"),
                    SCHEMA,
                    rows,
                    1 + random.nextInt(90));
        }
    }

    private static @Nullable Object orNull(SplittableRandom random, Object value) {
        return random.nextInt(8) == 0 ? null : value;
    }

    private static List<String> query(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("set timezone = 'UTC'");
            try (ResultSet result = statement.executeQuery(sql)) {
                int columns = result.getMetaData().getColumnCount();
                while (result.next()) {
                    List<String> values = new ArrayList<>();
                    for (int i = 1; i <= columns; i++) {
                        values.add(text(result.getObject(i)));
                    }
                    rows.add(values.toString());
                }
            }
        }
        return rows.stream().sorted().toList();
    }

    private static String text(Row row) {
        return row.values().stream().map(FrameOracleTest::text).toList().toString();
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Double number -> String.format(Locale.ROOT, "%.9g", number);
            case Instant time -> Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, time));
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .sorted()
                        .toList()
                        .toString();
            default -> value.toString();
        };
    }
}
