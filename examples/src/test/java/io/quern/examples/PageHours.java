package io.quern.examples;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// Compares results of the events job, by DuckDB: as a multiset of groups, whatever the order of lines and
/// referrers.
final class PageHours implements AutoCloseable {
    private static final int DIFFERENCES_SHOWN = 5;

    private final Connection connection = DriverManager.getConnection("jdbc:duckdb:");

    PageHours() throws SQLException {
        execute("set timezone = 'UTC'");
    }

    /// A query of the groups in files of JSON lines.
    String ofJson(String files) {
        return "select _id, customer, url, ts, metrics.page_views, metrics.visitors, list_sort(map_entries(referrers)) as r"
                + " from read_json('" + files + "', format = 'newline_delimited', columns = {_id: 'varchar',"
                + " customer: 'varchar', url: 'varchar', ts: 'varchar', metrics: 'struct(page_views bigint, visitors"
                + " bigint)', referrers: 'map(varchar, bigint)'})";
    }

    /// A query that computes the groups of events.
    String ofEvents(String folder) {
        return "select url || '|' || customer || '|' || floored as _id, customer, url, floored as ts, count(*) as page_views,"
                + " count(distinct session_id) as visitors,"
                + " coalesce(list_sort(map_entries(map_from_entries(list_transform(map_entries(histogram(referrer)),"
                + " lambda e: {'key': e.key, 'value': e.value::bigint})))), []) as r"
                + " from (select *, strftime(date_trunc('hour', ts), '%Y-%m-%dT%H:%M:%S') as floored from read_parquet('"
                + folder
                + "/**/*.parquet', hive_partitioning = true, hive_types_autocast = false)) group by customer, url, floored";
    }

    long count(String query) throws SQLException {
        return Long.parseLong(rows("select count(*) from (" + query + ")").getFirst());
    }

    /// The first groups that only one of the two has.
    List<String> differences(String actual, String expected) throws SQLException {
        execute("create or replace table actual as " + actual);
        execute("create or replace table expected as " + expected);
        List<String> differences = new ArrayList<>();
        rows("select 'unexpected', * from (select * from actual except all select * from expected) order by all limit "
                        + DIFFERENCES_SHOWN)
                .forEach(differences::add);
        rows("select 'missing', * from (select * from expected except all select * from actual) order by all limit "
                        + DIFFERENCES_SHOWN)
                .forEach(differences::add);
        return differences;
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
            while (result.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    values.add(String.valueOf(result.getObject(i)));
                }
                rows.add(String.join(" ", values));
            }
            return rows;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
