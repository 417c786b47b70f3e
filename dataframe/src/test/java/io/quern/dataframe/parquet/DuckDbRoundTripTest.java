package io.quern.dataframe.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.QuernException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files that DuckDB writes, of all its types, codecs and both versions of pages, read as DuckDB reads them.
class DuckDbRoundTripTest {
    private static final List<String> COLUMNS = List.of(
            "r < 0.5 AS a_boolean",
            "(i % 200 - 100)::TINYINT AS a_tinyint",
            "(i * 7 % 60000 - 30000)::SMALLINT AS a_smallint",
            "(i * 7919)::INTEGER AS an_integer",
            "hash(i)::HUGEINT % 1000000007 * 10000019 AS a_hugeint",
            "(hash(i) >> 1)::BIGINT - 4611686018427387904 AS a_bigint",
            "(i % 256)::UTINYINT AS a_utinyint",
            "(i % 65536)::USMALLINT AS a_usmallint",
            "(hash(i) % 4294967296)::UINTEGER AS a_uinteger",
            "hash(i) AS a_ubigint",
            "r::FLOAT AS a_float",
            "sin(i) AS a_double",
            "(i % 9999 / 10.0)::DECIMAL(4, 1) AS decimal_4",
            "(i / 100.0)::DECIMAL(9, 2) AS decimal_9",
            "(i * -12345.678)::DECIMAL(18, 3) AS decimal_18",
            "(i * 1234567890123456.123456789)::DECIMAL(38, 10) AS decimal_38",
            "'value ' || (i % 17) AS few_texts",
            "md5(i::VARCHAR) AS many_texts",
            "CASE WHEN i < 3000 THEN 'early ' || (i % 5) ELSE md5(i::VARCHAR) END AS texts_that_change",
            "unhex(md5(i::VARCHAR)) AS a_blob",
            "DATE '1960-01-01' + (i % 40000)::INTEGER AS a_date",
            "TIME '00:00:00' + to_microseconds(i * 17000003 % 86400000000) AS a_time",
            "TIMESTAMP '1950-01-01 00:00:00' + to_microseconds(i * 1234567891) AS a_timestamp",
            "(TIMESTAMP '1950-01-01 00:00:00' + to_microseconds(i * 1234567891))::TIMESTAMP_MS AS a_timestamp_ms",
            "make_timestamp_ns(1234567890123456789 + i * 1001) AS a_timestamp_ns",
            "(TIMESTAMP '2017-09-17 00:00:00' + to_minutes(i % 60))::TIMESTAMPTZ AS an_instant",
            "md5(i::VARCHAR)::UUID AS a_uuid",
            "(CASE i % 3 WHEN 0 THEN 'red' WHEN 1 THEN 'green' ELSE 'blue' END)::ENUM('red', 'green', 'blue') AS an_enum",
            "[x * i FOR x IN range(i % 4)] AS a_list",
            "[[(x + y)::VARCHAR FOR y IN range(x % 3)] FOR x IN range(i % 5)] AS lists_of_lists",
            "{'a': i, 'b': {'c': r, 'd': 'x' || (i % 3)}} AS a_struct",
            "map([x FOR x IN range(i % 3)], ['v' || (x * i) FOR x IN range(i % 3)]) AS a_map",
            "[{'k': x, 'v': [x, NULL]} FOR x IN range(i % 3)] AS a_list_of_structs",
            "42 AS a_constant",
            "NULL::INTEGER AS nothing");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "uncompressed, V1, 10000, 100000",
        "snappy, V1, 9000, 2048",
        "gzip, V1, 20000, 100000",
        "zstd, V1, 9000, 4096",
        "lz4_raw, V1, 7000, 3000",
        "uncompressed, V2, 5000, 100000",
        "gzip, V2, 40000, 100000",
        "snappy, V2, 9000, 2048",
    })
    void filesReadAsDuckDbReadsThem(String codec, String version, int rows, int rowGroupRows) throws SQLException {
        Path file = folder.resolve("types.parquet");
        try (DuckDbFiles duckDb = new DuckDbFiles()) {
            copy(duckDb, file, codec, version, rows, rowGroupRows);
            List<List<Object>> expected = duckDb.rows(file);
            List<List<Object>> read = ParquetFiles.rows(file);
            assertThat(read).hasSize(rows);
            for (int i = 0; i < rows; i++) {
                assertThat(read.get(i)).as("row %d of %s", i, COLUMNS).isEqualTo(expected.get(i));
            }
        }
    }

    /// A fifth of all values is null, in runs here and scattered there.
    private static void copy(DuckDbFiles duckDb, Path file, String codec, String version, int rows, int rowGroupRows)
            throws SQLException {
        StringBuilder columns = new StringBuilder();
        for (int c = 0; c < COLUMNS.size(); c++) {
            int at = COLUMNS.get(c).lastIndexOf(" AS ");
            columns.append(c == 0 ? "" : ", ")
                    .append("CASE WHEN ")
                    .append(c % 2 == 0 ? "hash(i + " + c + ") % 5 = 0" : "i // 100 % 5 = " + c % 5)
                    .append(" THEN NULL ELSE ")
                    .append(COLUMNS.get(c), 0, at)
                    .append(" END")
                    .append(COLUMNS.get(c).substring(at));
        }
        duckDb.execute("COPY (SELECT " + columns + " FROM (SELECT range AS i, sin(range) AS r FROM range(" + rows
                + "))) TO '" + file + "' (FORMAT parquet, CODEC '" + codec + "', PARQUET_VERSION " + version
                + ", ROW_GROUP_SIZE " + rowGroupRows + ")");
    }

    @Test
    void brotliIsRefusedByName() throws SQLException {
        Path file = folder.resolve("brotli.parquet");
        try (DuckDbFiles duckDb = new DuckDbFiles()) {
            duckDb.execute(
                    "COPY (SELECT range AS i FROM range(1000)) TO '" + file + "' (FORMAT parquet, CODEC 'brotli')");
        }
        assertThatThrownBy(() -> ParquetFiles.rows(file))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("row group 0, column 'i', page 0: compression BROTLI is not supported");
    }
}
