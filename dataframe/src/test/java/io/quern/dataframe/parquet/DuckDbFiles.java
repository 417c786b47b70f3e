package io.quern.dataframe.parquet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.duckdb.DuckDBStruct;

/// The independent reader, and a writer: DuckDB in this process. Values as in [VectorValues].
final class DuckDbFiles implements AutoCloseable {
    private final Connection connection;

    DuckDbFiles() throws SQLException {
        connection = DriverManager.getConnection("jdbc:duckdb:");
        execute("SET threads=1");
        execute("SET TimeZone='UTC'");
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    List<List<Object>> rows(Path file) throws SQLException {
        return query("SELECT * FROM read_parquet('" + file + "', hive_partitioning=false)");
    }

    List<List<Object>> query(String sql) throws SQLException {
        List<List<Object>> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<Object> row = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    row.add(plain(result.getObject(i)));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private static Object plain(Object value) throws SQLException {
        return switch (value) {
            case null -> null;
            case Byte number -> number.longValue();
            case Short number -> number.longValue();
            case Integer number -> number.longValue();
            case Float number -> number.doubleValue();
            case BigInteger number -> number.bitLength() < 64 ? (Object) number.longValue() : number;
            case BigDecimal number -> VectorValues.plain(number);
            case Date date -> date.toLocalDate();
            case Time time -> time.toLocalTime();
            case Timestamp timestamp -> timestamp.toLocalDateTime();
            case OffsetDateTime time ->
                time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
            case UUID uuid -> uuid.toString().replace("-", "");
            case Blob blob -> HexFormat.of().formatHex(blob.getBytes(1, (int) blob.length()));
            case byte[] bytes -> HexFormat.of().formatHex(bytes);
            case Array array -> list((Object[]) array.getArray());
            case DuckDBStruct struct -> struct(struct);
            case Map<?, ?> map -> map(map);
            case Boolean _, Long _, Double _, String _, LocalDate _, LocalTime _, LocalDateTime _ -> value;
            default -> throw new IllegalStateException("a value of " + value.getClass() + ": " + value);
        };
    }

    private static List<Object> list(Object[] elements) throws SQLException {
        List<Object> list = new ArrayList<>();
        for (Object element : elements) {
            list.add(plain(element));
        }
        return list;
    }

    private static Map<Object, Object> struct(DuckDBStruct struct) throws SQLException {
        Map<Object, Object> members = new LinkedHashMap<>();
        for (Map.Entry<String, Object> member : struct.getMap().entrySet()) {
            members.put(member.getKey(), plain(member.getValue()));
        }
        return members;
    }

    private static Map<Object, Object> map(Map<?, ?> map) throws SQLException {
        Map<Object, Object> entries = new HashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            entries.put(plain(entry.getKey()), plain(entry.getValue()));
        }
        return entries;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
