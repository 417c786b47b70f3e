package io.quern.cli.acceptance;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// Compares outputs of the events job with what is expected, by DuckDB: group by group, every field. Neither the order
/// of lines nor that of referrers matters. A group that stands twice is a difference.
final class EventGroups implements AutoCloseable {
    private static final String EVENTS = """
            SELECT url || '|' || customer || '|' || hour AS _id, customer, url, hour AS ts,
              count(*) AS page_views, count(DISTINCT session_id) AS visitors,
              coalesce(list_sort(map_entries(histogram(referrer) FILTER (referrer IS NOT NULL)))::VARCHAR, '[]') AS referrers
            FROM (
              SELECT customer, url, session_id, referrer,
                strftime(date_trunc('hour', ts), '%Y-%m-%dT%H:%M:%S') AS hour
              FROM read_parquet(':folder/**/*.parquet', hive_partitioning = true, hive_types_autocast = false)
            ) GROUP BY customer, url, hour
            """;
    private static final String RECORDS = """
            SELECT _id, customer, url, ts, metrics.page_views AS page_views, metrics.visitors AS visitors,
              list_sort(map_entries(referrers))::VARCHAR AS referrers
            FROM read_json(':files', format = 'newline_delimited', columns = {
              _id: 'VARCHAR', customer: 'VARCHAR', url: 'VARCHAR', ts: 'VARCHAR',
              metrics: 'STRUCT(page_views BIGINT, visitors BIGINT)', referrers: 'MAP(VARCHAR, UBIGINT)'})
            """;

    private final Connection connection = DriverManager.getConnection("jdbc:duckdb:");

    EventGroups() throws SQLException {
        execute("SET TimeZone = 'UTC'");
    }

    /// The groups that DuckDB itself finds in events.
    static String ofEvents(Path folder) {
        return EVENTS.replace(":folder", quoted(folder.toString()));
    }

    /// The groups of a file of records.
    static String ofRecords(Path file) {
        return RECORDS.replace(":files", quoted(file.toString()));
    }

    /// The groups of an output folder.
    static String ofOutput(Path folder) {
        return ofRecords(folder.resolve("*.jsonl"));
    }

    /// Returns the number of groups; the first that only one side has are an error.
    long countEqual(String actual, String expected) throws SQLException {
        execute("CREATE OR REPLACE TABLE actual AS " + actual);
        execute("CREATE OR REPLACE TABLE expected AS " + expected);
        List<String> differences = new ArrayList<>();
        differences.addAll(
                rows("SELECT 'not expected', * FROM (FROM actual EXCEPT ALL FROM expected) ORDER BY ALL LIMIT 3"));
        differences.addAll(
                rows("SELECT 'missing', * FROM (FROM expected EXCEPT ALL FROM actual) ORDER BY ALL LIMIT 3"));
        if (!differences.isEmpty()) {
            throw new AssertionError("the groups differ, for example:\n" + String.join("\n", differences));
        }
        return Long.parseLong(rows("SELECT count(*) FROM expected").getFirst());
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> rows(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> values = new ArrayList<>();
                for (int column = 1; column <= columns; column++) {
                    values.add(String.valueOf(result.getObject(column)));
                }
                rows.add(String.join("  ", values));
            }
            return rows;
        }
    }

    private static String quoted(String path) {
        return path.replace("'", "''");
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
