package io.quern.bench.visits;

import io.quern.bench.events.DuckDbMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// The groups of [PageVisits] in DuckDB; it writes the numbers too that both make their rows of.
public final class DuckDbVisits {
    private static final String DISTINCT = """
            SELECT count(*) FROM (
              SELECT url, count(*) FROM (
                SELECT ':site' || sha256(id::VARCHAR) || lpad(id::VARCHAR, 9, '0') AS url FROM read_parquet(':input/*')
              ) GROUP BY url
            )
            """;
    private static final String SESSIONS = """
            SELECT max(visitors) FROM (
              SELECT customer, url, count(DISTINCT session) AS visitors FROM (
                SELECT CASE WHEN id % 2 = 0 THEN 'great' ELSE 'small' END AS customer,
                  ':site' || CASE WHEN id % 2 = 0 THEN 'great' ELSE (id // 2 % :pages)::VARCHAR END AS url,
                  left(sha256(id::VARCHAR), :letters) AS session
                FROM read_parquet(':input/*')
              ) GROUP BY customer, url
            )
            """;

    private DuckDbVisits() {}

    /// @param arguments `distinct` or `sessions`, folder of the numbers, limit in bytes and folder to spill to; or
    ///     `write`, a folder, numbers and numbers a file
    public static void main(String[] arguments) throws SQLException, IOException {
        if (arguments.length != 4) {
            System.err.println("usage: DuckDbVisits distinct|sessions FOLDER MEMORY_BYTES SPILL_FOLDER"
                    + " | write FOLDER ROWS ROWS_A_FILE");
            System.exit(2);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            if (arguments[0].equals("write")) {
                write(statement, Path.of(arguments[1]), Long.parseLong(arguments[2]), Long.parseLong(arguments[3]));
                return;
            }
            new DuckDbMemory(Long.parseLong(arguments[2]), Path.of(arguments[3])).apply(statement);
            statement.execute("SET preserve_insertion_order = false");
            String query = (arguments[0].equals("distinct") ? DISTINCT : SESSIONS)
                    .replace(":input", arguments[1])
                    .replace(":site", PageVisits.SITE)
                    .replace(":pages", Integer.toString(PageVisits.OTHER_PAGES))
                    .replace(":letters", Integer.toString(PageVisits.SESSION_LETTERS));
            try (ResultSet result = statement.executeQuery(query)) {
                result.next();
                System.out.println(result.getLong(1));
            }
        }
    }

    private static void write(Statement statement, Path folder, long rows, long rowsAFile)
            throws SQLException, IOException {
        Files.createDirectories(folder);
        for (long from = 0; from < rows; from += rowsAFile) {
            String file =
                    folder.resolve("numbers-" + from / rowsAFile + ".parquet").toString();
            statement.execute("COPY (SELECT range AS id FROM range(" + from + ", " + Math.min(rows, from + rowsAFile)
                    + ")) TO '" + file + "' (FORMAT parquet)");
        }
    }
}
