package io.quern.bench.events;

import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;

/// What DuckDB may keep in memory, and where it spills the rest.
public record DuckDbMemory(long limitBytes, Path spillFolder) {
    /// Sets it for the whole database.
    public void apply(Statement statement) throws SQLException {
        statement.execute("SET memory_limit = '" + (limitBytes >> 10) + "KiB'");
        statement.execute("SET temp_directory = '" + quoted(spillFolder.toString()) + "'");
    }

    /// Text for between single quotes.
    static String quoted(String text) {
        return text.replace("'", "''");
    }
}
