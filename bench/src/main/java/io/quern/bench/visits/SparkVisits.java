package io.quern.bench.visits;

import java.nio.file.Path;

/// The groups of [PageVisits] in the SQL of Apache Spark.
public final class SparkVisits {
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

    private SparkVisits() {}

    /// @param numbers folder that [DuckDbVisits] has written
    public static String distinct(Path numbers) {
        return DISTINCT.replace(":input", numbers.toString()).replace(":site", PageVisits.SITE);
    }

    /// @param numbers folder that [DuckDbVisits] has written
    public static String sessions(Path numbers) {
        return SESSIONS.replace(":input", numbers.toString())
                .replace(":site", PageVisits.SITE)
                .replace(":pages", Integer.toString(PageVisits.OTHER_PAGES))
                .replace(":letters", Integer.toString(PageVisits.SESSION_LETTERS));
    }
}
