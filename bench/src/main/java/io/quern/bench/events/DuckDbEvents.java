package io.quern.bench.events;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/// The events job in DuckDB, in its two-stage form (rows are first counted by group and referrer, and by group and
/// session, which is faster on most data than one aggregation with `histogram`), with DuckDB's default threads.
public final class DuckDbEvents {
    private static final String QUERY = """
            COPY (
              WITH events AS (
                SELECT customer, url, date_trunc('hour', ts) AS ts, referrer, session_id
                FROM read_parquet(':input/**/*.parquet', hive_partitioning = true, hive_types_autocast = false)
              ), by_referrer AS (
                SELECT customer, url, ts, referrer, count(*) AS views FROM events GROUP BY ALL
              ), views AS (
                SELECT customer, url, ts, sum(views)::BIGINT AS page_views,
                  map_from_entries(list((referrer, views)) FILTER (referrer IS NOT NULL)) AS referrers
                FROM by_referrer GROUP BY ALL
              ), sessions AS (
                SELECT DISTINCT customer, url, ts, session_id FROM events
              ), visitors AS (
                SELECT customer, url, ts, count(session_id) AS visitors FROM sessions GROUP BY ALL
              )
              SELECT v.url || '|' || v.customer || '|' || strftime(v.ts, '%Y-%m-%dT%H:%M:%S') AS _id,
                v.customer, v.url, strftime(v.ts, '%Y-%m-%dT%H:%M:%S') AS ts,
                {'page_views': page_views, 'visitors': visitors} AS metrics,
                coalesce(referrers, MAP {}) AS referrers
              FROM views v JOIN visitors s
                ON v.customer IS NOT DISTINCT FROM s.customer AND v.url IS NOT DISTINCT FROM s.url
                AND v.ts IS NOT DISTINCT FROM s.ts
            ) TO ':output' (FORMAT json)
            """;

    private DuckDbEvents() {}

    /// @param arguments folder of the events, and the file to write; then, where memory is limited, the limit in bytes
    ///     and the folder to spill to
    public static void main(String[] arguments) throws SQLException, IOException {
        if (arguments.length != 2 && arguments.length != 4) {
            System.err.println("usage: DuckDbEvents INPUT_FOLDER OUTPUT_FILE [MEMORY_BYTES SPILL_FOLDER]");
            System.exit(2);
        }
        Files.createDirectories(Path.of(arguments[1]).toAbsolutePath().getParent());
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            if (arguments.length == 4) {
                new DuckDbMemory(Long.parseLong(arguments[2]), Path.of(arguments[3])).apply(statement);
            }
            statement.execute("SET preserve_insertion_order = false");
            statement.execute("SET TimeZone = 'UTC'");
            statement.execute(QUERY.replace(":input", DuckDbMemory.quoted(arguments[0]))
                    .replace(":output", DuckDbMemory.quoted(arguments[1])));
        }
    }
}
