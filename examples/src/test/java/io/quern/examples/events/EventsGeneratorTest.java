package io.quern.examples.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.QuernException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventsGeneratorTest {
    @TempDir
    Path root;

    @ParameterizedTest
    @EnumSource(EventsProfile.class)
    void sameOptionsGiveTheSameBytes(EventsProfile profile) throws Exception {
        generate(profile, 5_000, 7, "a");
        generate(profile, 5_000, 7, "b");
        generate(profile, 5_000, 8, "c");
        List<Path> files = files("a");
        assertThat(files("b")).isEqualTo(files);
        boolean isOtherDifferent = false;
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(root.resolve("a").resolve(file));
            assertThat(Files.readAllBytes(root.resolve("b").resolve(file)))
                    .as(file.toString())
                    .isEqualTo(bytes);
            isOtherDifferent |= !Files.exists(root.resolve("c").resolve(file))
                    || Files.mismatch(
                                    root.resolve("a").resolve(file),
                                    root.resolve("c").resolve(file))
                            >= 0;
        }
        assertThat(isOtherDifferent).isTrue();
    }

    @Test
    void seedIsThePublishedGenerator() throws Exception {
        generate(EventsProfile.SEED, 27_000, 1, "seed");
        assertThat(query("seed", """
                        count(*), count(distinct url), count(distinct session_id), count(distinct referrer),
                        count(distinct customer), count(distinct ts), min(ts), max(ts)"""))
                .containsExactly("27000", "30", "210", "3", "1", "1440", "2017-09-17T00:00Z", "2017-09-17T23:59Z");
        assertThat(files("seed")).hasSize(48);
        assertThat(files("seed").getFirst())
                .hasToString("year=2017/month=09/day=17/hour=00/customer=a.com/part-00000.gz.parquet");
    }

    @Test
    void richHasNullsLateEventsAndSkew() throws Exception {
        generate(EventsProfile.RICH, 100_000, 1, "rich");
        assertThat(query("rich", """
                        count(*), count(distinct customer), count(*) filter (customer = 'site0.com') > 50000,
                        count(*) filter (referrer is null) > 10000, count(*) filter (session_id is null) > 500,
                        count(*) filter (url is null) > 20, count(*) filter (ts is null) > 10,
                        count(*) filter (strftime(ts, '%H') <> hour) > 50, count(distinct referrer) > 3000,
                        count(*) filter (epoch_ms(ts) % 1000 <> 0) > 90000, min(length(session_id))"""))
                .containsExactly("100000", "3", "true", "true", "true", "true", "true", "true", "true", "true", "36");
    }

    @Test
    void mediumHasItsSessionsAndReferrers() throws Exception {
        generate(EventsProfile.MEDIUM, 60_000, 1, "medium");
        assertThat(
                        query(
                                "medium",
                                "count(*), count(distinct customer), count(distinct referrer), count(distinct session_id) > 45000"))
                .containsExactly("60000", "3", "5000", "true");
    }

    @Test
    void everyShuffledFileHoldsAllHoursInManyRowGroups() throws Exception {
        generate(EventsProfile.SHUFFLED, 500_000, 1, "shuffled");
        assertThat(query(
                        "shuffled", "count(*), count(distinct customer), count(distinct date_trunc('hour', ts)) >= 24"))
                .containsExactly("500000", "3", "true");
        assertThat(files("shuffled")).hasSize(24);
        assertThat(rows("select count(distinct row_group_id) from parquet_metadata('"
                        + root.resolve("shuffled/part-00000.gz.parquet") + "')"))
                .containsExactly("2");
    }

    @Test
    void outputThatIsNotEmptyIsRefused() throws Exception {
        Files.createDirectories(root.resolve("x"));
        Files.writeString(root.resolve("x/y"), "z");
        assertThatThrownBy(() -> generate(EventsProfile.RICH, 10, 1, "x"))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("is not empty");
    }

    @Test
    void numbersOutOfRangeAreRefusedByName() {
        assertThatThrownBy(() -> new EventsOptions(0, 1, 1, EventsProfile.RICH, 1, root))
                .hasMessageContaining("--rows 0 is out of range");
        assertThatThrownBy(() -> new EventsOptions(1, 1, 2, EventsProfile.SEED, 1, root))
                .hasMessageContaining("--customers 2 is out of range: give 1");
    }

    private void generate(EventsProfile profile, long rows, long seed, String folder) throws InterruptedException {
        int customers = profile == EventsProfile.SEED ? 1 : 3;
        int filesPerHour = profile == EventsProfile.SHUFFLED ? 1 : 2;
        new EventsGenerator(new EventsOptions(rows, filesPerHour, customers, profile, seed, root.resolve(folder)))
                .generate();
    }

    private List<Path> files(String folder) throws IOException {
        Path base = root.resolve(folder);
        try (Stream<Path> walk = Files.walk(base)) {
            return walk.filter(Files::isRegularFile)
                    .map(base::relativize)
                    .sorted()
                    .toList();
        }
    }

    private List<String> query(String folder, String columns) throws SQLException {
        return rows("select " + columns + " from read_parquet('" + root.resolve(folder)
                + "/**/*.parquet', hive_partitioning = true, hive_types_autocast = false)");
    }

    private static List<String> rows(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            rows.next();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                values.add(rows.getString(i));
            }
            return values;
        }
    }
}
