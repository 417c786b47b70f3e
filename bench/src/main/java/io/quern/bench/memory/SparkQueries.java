package io.quern.bench.memory;

import java.nio.file.Path;

/// Points 1 and 2 in the SQL of Apache Spark.
final class SparkQueries {
    /// In two stages, as DuckDB does it.
    private static final String EVENTS = """
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

    private static final String DISTINCT = """
            CREATE TEMPORARY VIEW input USING parquet OPTIONS (path ':input');
            SELECT count(*) FROM (
              SELECT url, count(*) FROM (
                SELECT ':site' || sha2(CAST(id AS STRING), 256) || lpad(CAST(id AS STRING), 9, '0') AS url FROM input
              ) GROUP BY url
            );
            """;

    private static final String SESSIONS = """
            CREATE TEMPORARY VIEW input USING parquet OPTIONS (path ':input');
            SELECT max(visitors) FROM (
              SELECT customer, url, count(DISTINCT session) AS visitors FROM (
                SELECT CASE WHEN id % 2 = 0 THEN 'great' ELSE 'small' END AS customer,
                  ':site' || CASE WHEN id % 2 = 0 THEN 'great' ELSE CAST(id DIV 2 % :pages AS STRING) END AS url,
                  left(sha2(CAST(id AS STRING), 256), :letters) AS session
                FROM input
              ) GROUP BY customer, url
            );
            """;

    private SparkQueries() {}

    static String events(Path input, Path output) {
        return EVENTS.replace(":input", input.toString()).replace(":output", output.toString());
    }

    /// @param numbers folder that [DuckDbVisits] has written
    static String distinct(Path numbers) {
        return DISTINCT.replace(":input", numbers.toString()).replace(":site", PageVisits.SITE);
    }

    /// @param numbers folder that [DuckDbVisits] has written
    static String sessions(Path numbers) {
        return SESSIONS.replace(":input", numbers.toString())
                .replace(":site", PageVisits.SITE)
                .replace(":pages", Integer.toString(PageVisits.OTHER_PAGES))
                .replace(":letters", Integer.toString(PageVisits.SESSION_LETTERS));
    }
}
