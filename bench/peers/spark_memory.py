"""Points 1 and 2 of `bench/memory` on Apache Spark, in one JVM with a limited heap.

    python spark_memory.py events INPUT_FOLDER OUTPUT_FOLDER HEAP_BYTES SPILL_FOLDER
    python spark_memory.py distinct|sessions NUMBERS_FOLDER HEAP_BYTES SPILL_FOLDER

The last line printed is what was counted. Java 17 or 21 is found by JAVA_HOME.
"""

import sys

from pyspark.sql import SparkSession

SITE = "https://shop.example.com/p/"

# In two stages, as DuckDB does it.
EVENTS = """
WITH events AS (
  SELECT customer, url, date_trunc('hour', ts) AS ts, referrer, session_id FROM input
), by_referrer AS (
  SELECT customer, url, ts, referrer, count(*) AS views FROM events GROUP BY customer, url, ts, referrer
), views AS (
  SELECT customer, url, ts, sum(views) AS page_views,
    map_from_entries(collect_list(struct(referrer, views)) FILTER (WHERE referrer IS NOT NULL)) AS referrers
  FROM by_referrer GROUP BY customer, url, ts
), sessions AS (
  SELECT DISTINCT customer, url, ts, session_id FROM events
), visitors AS (
  SELECT customer, url, ts, count(session_id) AS visitors FROM sessions GROUP BY customer, url, ts
)
SELECT v.url || '|' || v.customer || '|' || date_format(v.ts, "yyyy-MM-dd'T'HH:mm:ss") AS _id,
  v.customer, v.url, date_format(v.ts, "yyyy-MM-dd'T'HH:mm:ss") AS ts,
  named_struct('page_views', page_views, 'visitors', visitors) AS metrics, referrers
FROM views v JOIN visitors s ON v.customer <=> s.customer AND v.url <=> s.url AND v.ts <=> s.ts
"""

DISTINCT = f"""
SELECT count(*) FROM (
  SELECT url, count(*) FROM (
    SELECT '{SITE}' || sha2(CAST(id AS STRING), 256) || lpad(CAST(id AS STRING), 9, '0') AS url FROM input
  ) GROUP BY url
)
"""

SESSIONS = f"""
SELECT max(visitors) FROM (
  SELECT customer, url, count(DISTINCT session) AS visitors FROM (
    SELECT CASE WHEN id % 2 = 0 THEN 'great' ELSE 'small' END AS customer,
      '{SITE}' || CASE WHEN id % 2 = 0 THEN 'great' ELSE CAST(id DIV 2 % 1000 AS STRING) END AS url,
      left(sha2(CAST(id AS STRING), 256), 36) AS session
    FROM input
  ) GROUP BY customer, url
)
"""


def session(heap_bytes, spill):
    return (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.memory", f"{int(heap_bytes) // 1024}k")
        .config("spark.local.dir", spill)
        .config("spark.sql.shuffle.partitions", "64")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.sources.partitionColumnTypeInference.enabled", "false")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )


def main(arguments):
    query, source, *output, heap_bytes, spill = arguments
    spark = session(heap_bytes, spill)
    spark.sparkContext.setLogLevel("ERROR")
    spark.read.parquet(source).createOrReplaceTempView("input")
    if query == "events":
        spark.sql(EVENTS).write.option("ignoreNullFields", "false").json(output[0])
        print("written")
    else:
        print(spark.sql(DISTINCT if query == "distinct" else SESSIONS).first()[0])


main(sys.argv[1:])
