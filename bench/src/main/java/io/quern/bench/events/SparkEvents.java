package io.quern.bench.events;

import java.nio.file.Path;

/// The events job in the SQL of Apache Spark, in the two stages in which [DuckDbEvents] has it.
public final class SparkEvents {
    private static final String SCRIPT = """
            CREATE TEMPORARY VIEW input USING parquet OPTIONS (path ':input');
            INSERT OVERWRITE DIRECTORY ':output' USING json OPTIONS (ignoreNullFields 'false')
            WITH events AS (
              SELECT customer, url, date_trunc('hour', ts) AS ts, referrer, session_id FROM input
            ), by_referrer AS (
              SELECT customer, url, ts, referrer, count(*) AS views FROM events GROUP BY customer, url, ts, referrer
            ), views AS (
              SELECT customer, url, ts, sum(views) AS page_views,
                map_from_entries(collect_list(struct(referrer, views)) FILTER (WHERE referrer IS NOT NULL))
                  AS referrers
              FROM by_referrer GROUP BY customer, url, ts
            ), sessions AS (
              SELECT DISTINCT customer, url, ts, session_id FROM events
            ), visitors AS (
              SELECT customer, url, ts, count(session_id) AS visitors FROM sessions GROUP BY customer, url, ts
            )
            SELECT v.url || '|' || v.customer || '|' || date_format(v.ts, "yyyy-MM-dd'T'HH:mm:ss") AS _id,
              v.customer, v.url, date_format(v.ts, "yyyy-MM-dd'T'HH:mm:ss") AS ts,
              named_struct('page_views', page_views, 'visitors', visitors) AS metrics, referrers
            FROM views v JOIN visitors s ON v.customer <=> s.customer AND v.url <=> s.url AND v.ts <=> s.ts;
            """;

    private SparkEvents() {}

    /// @param input folder of the events
    /// @param output folder that it makes
    public static String script(Path input, Path output) {
        return SCRIPT.replace(":input", input.toString()).replace(":output", output.toString());
    }
}
