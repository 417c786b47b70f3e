package io.quern.dataframe.oracle;

import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.cell.CellReader;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.BooleanType;
import io.quern.dataframe.type.DataType.DateType;
import io.quern.dataframe.type.DataType.FloatingType;
import io.quern.dataframe.type.DataType.IntegerType;
import io.quern.dataframe.type.DataType.StringType;
import io.quern.dataframe.type.DataType.TimestampType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.sql.Array;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An independent engine that says what is right: DuckDB in this process.
public final class DuckDb implements AutoCloseable {
    private final Connection connection;

    public DuckDb() {
        try {
            connection = DriverManager.getConnection("jdbc:duckdb:");
            run("SET threads = 1");
            run("SET TimeZone = 'UTC'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Makes a table with the rows of the batches and a first column `row_number`.
    public void load(String table, Schema schema, List<Batch> batches) {
        String columns = schema.fields().stream()
                .map(field -> "\"" + field.name() + "\" " + sqlType(field.type()))
                .collect(Collectors.joining(", "));
        run("CREATE OR REPLACE TABLE " + table + " (row_number BIGINT, " + columns + ")");
        String marks = ", ?".repeat(schema.size());
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO " + table + " VALUES (?" + marks + ")")) {
            int number = 0;
            for (Batch batch : batches) {
                List<CellReader> readers =
                        batch.columns().stream().map(CellReader::of).toList();
                for (int row = 0; row < batch.length(); row++) {
                    insert.setObject(1, number++);
                    for (int column = 0; column < readers.size(); column++) {
                        insert.setObject(
                                column + 2, parameter(readers.get(column).read(row)));
                    }
                    insert.addBatch();
                }
            }
            insert.executeBatch();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public void run(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /// The rows of a query, values as [CellReader] gives them for the types of the schema.
    public List<List<@Nullable Object>> query(String sql, Schema schema) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<List<@Nullable Object>> result = new ArrayList<>();
            while (rows.next()) {
                List<@Nullable Object> values = new ArrayList<>();
                for (int i = 0; i < schema.size(); i++) {
                    values.add(
                            value(rows.getObject(i + 1), schema.fields().get(i).type()));
                }
                result.add(values);
            }
            return result;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sqlType(DataType type) {
        return switch (type) {
            case BooleanType _ -> "BOOLEAN";
            case IntegerType integer -> (integer.isSigned() ? "" : "U") + integerName(integer.bits());
            case FloatingType floating -> floating.bits() == 32 ? "FLOAT" : "DOUBLE";
            case StringType _ -> "VARCHAR";
            case DateType _ -> "DATE";
            case TimestampType timestamp ->
                switch (timestamp.unit()) {
                    case SECONDS -> "TIMESTAMP_S";
                    case MILLIS -> "TIMESTAMP_MS";
                    case MICROS -> "TIMESTAMP";
                    case NANOS -> "TIMESTAMP_NS";
                };
            default -> throw new IllegalArgumentException("not for the oracle: " + type);
        };
    }

    private static String integerName(int bits) {
        return switch (bits) {
            case 8 -> "TINYINT";
            case 16 -> "SMALLINT";
            case 32 -> "INTEGER";
            default -> "BIGINT";
        };
    }

    private static @Nullable Object parameter(@Nullable Object value) {
        return value instanceof Instant instant ? LocalDateTime.ofInstant(instant, ZoneOffset.UTC) : value;
    }

    private static @Nullable Object value(@Nullable Object value, DataType type) throws SQLException {
        return switch (value) {
            case null -> null;
            case Number number
            when type instanceof IntegerType integer ->
                integer.bits() < 32 || (integer.bits() == 32 && integer.isSigned())
                        ? (Object) number.intValue()
                        : (Object) number.longValue();
            case Number number
            when type instanceof FloatingType floating ->
                floating.bits() == 32 ? (Object) number.floatValue() : (Object) number.doubleValue();
            case Timestamp timestamp -> timestamp.toLocalDateTime().toInstant(ZoneOffset.UTC);
            case LocalDateTime time -> time.toInstant(ZoneOffset.UTC);
            case OffsetDateTime time -> time.toInstant();
            case Date date -> date.toLocalDate();
            case LocalDate date -> date;
            case Map<?, ?> map -> {
                Map<Object, Long> counts = new HashMap<>();
                map.forEach((key, count) -> counts.put(key, ((Number) count).longValue()));
                yield counts;
            }
            case Array array -> Arrays.asList((Object[]) array.getArray());
            default -> value;
        };
    }

    /// How a field of a schema is written in SQL.
    public static String name(Field field) {
        return "\"" + field.name() + "\"";
    }
}
