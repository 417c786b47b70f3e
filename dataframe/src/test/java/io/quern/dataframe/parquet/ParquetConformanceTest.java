package io.quern.dataframe.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What becomes of each file of the public corpus `apache/parquet-testing`: the table says it, and a file that
/// is not in the table fails. Another copy of the corpus is read with `-Dparquet.testing=FOLDER`.
class ParquetConformanceTest {
    private static final Path CORPUS = Path.of(System.getProperty(
            "parquet.testing",
            System.getProperty("quern.root", "..") + "/dataframe/src/test/resources/parquet-testing"));

    private sealed interface Outcome {}

    /// The same rows, value by value, as DuckDB reads.
    private record AsDuckDb(int rows) implements Outcome {}

    /// The same rows as the corpus says in a file.
    private record AsExpected(String csv, int rows) implements Outcome {}

    /// One column of these values.
    private record Exactly(List<?> values) implements Outcome {}

    private record Refused(String because) implements Outcome {}

    private record Case(String file, Outcome outcome) {}

    private static final List<Case> TABLE = List.of(
            new Case("data/alltypes_dictionary.parquet", new AsDuckDb(2)),
            new Case("data/alltypes_plain.parquet", new AsDuckDb(8)),
            new Case("data/alltypes_plain.snappy.parquet", new AsDuckDb(2)),
            new Case("data/binary.parquet", new AsDuckDb(12)),
            new Case("data/binary_truncated_min_max.parquet", new AsDuckDb(12)),
            new Case("data/byte_array_decimal.parquet", new AsDuckDb(24)),
            new Case("data/byte_stream_split.zstd.parquet", new AsDuckDb(300)),
            new Case("data/column_chunk_key_value_metadata.parquet", new AsDuckDb(0)),
            new Case("data/concatenated_gzip_members.parquet", new AsDuckDb(513)),
            new Case("data/data_index_bloom_encoding_stats.parquet", new AsDuckDb(14)),
            // DuckDB does not look at checksums of its own accord.
            new Case("data/datapage_v1-corrupt-checksum.parquet", new Refused("column 'a', page 0: the checksum is")),
            new Case("data/datapage_v1-uncompressed-checksum.parquet", new AsDuckDb(5120)),
            new Case("data/datapage_v2.snappy.parquet", new AsDuckDb(5)),
            new Case("data/delta_binary_packed.parquet", new AsExpected("delta_binary_packed_expect.csv", 200)),
            new Case("data/delta_byte_array.parquet", new AsExpected("delta_byte_array_expect.csv", 1000)),
            new Case(
                    "data/delta_encoding_required_column.parquet",
                    new AsExpected("delta_encoding_required_column_expect.csv", 100)),
            new Case("data/delta_length_byte_array.parquet", new AsDuckDb(1000)),
            new Case("data/dict-page-offset-zero.parquet", new AsDuckDb(39)),
            new Case("data/fixed_length_byte_array.parquet", new AsDuckDb(1000)),
            new Case("data/fixed_length_decimal.parquet", new AsDuckDb(24)),
            new Case("data/float16_nonzeros_and_nans.parquet", new AsDuckDb(8)),
            new Case("data/hadoop_lz4_compressed.parquet", new AsDuckDb(4)),
            new Case("data/int32_decimal.parquet", new AsDuckDb(24)),
            new Case("data/int32_with_null_pages.parquet", new AsDuckDb(1000)),
            new Case("data/int64_decimal.parquet", new AsDuckDb(24)),
            // The last one is the year 290000, which java.sql cannot pass on from DuckDB. The values are the corpus'
            // own.
            new Case(
                    "data/int96_from_spark.parquet",
                    new Exactly(Arrays.asList(
                            micros(1704141296123456L),
                            micros(1704070800000000L),
                            micros(253402225200000000L),
                            micros(1735599600000000L),
                            null,
                            micros(9089380393200000000L)))),
            new Case("data/list_columns.parquet", new AsDuckDb(3)),
            new Case("data/lz4_raw_compressed.parquet", new AsDuckDb(4)),
            new Case("data/nan_in_stats.parquet", new AsDuckDb(2)),
            // Its dictionary page is longer than the footer says (PARQUET-816); all readers accept it.
            new Case("data/nation.dict-malformed.parquet", new AsDuckDb(25)),
            new Case("data/nested_lists.snappy.parquet", new AsDuckDb(3)),
            new Case("data/nested_maps.snappy.parquet", new AsDuckDb(6)),
            new Case("data/null_list.parquet", new AsDuckDb(1)),
            new Case("data/nullable.impala.parquet", new AsDuckDb(7)),
            new Case("data/nulls.snappy.parquet", new AsDuckDb(8)),
            new Case("data/plain-dict-uncompressed-checksum.parquet", new AsDuckDb(1000)),
            new Case("data/rle_boolean_encoding.parquet", new AsDuckDb(68)),
            new Case("data/single_nan.parquet", new AsDuckDb(1)),
            new Case("data/sort_columns.parquet", new AsDuckDb(6)),
            new Case("data/unknown-logical-type.parquet", new AsDuckDb(3)),
            new Case(
                    "bad_data/ARROW-GH-41317.parquet",
                    new Refused("column 'timestamp_us_no_tz', its pages have 0 values, the footer says 3")),
            // Run lengths of codes of no bits are odd and allowed.
            new Case("bad_data/ARROW-GH-43605.parquet", new AsDuckDb(21186)),
            new Case(
                    "bad_data/ARROW-RS-GH-6229-DICTHEADER.parquet",
                    new Refused("column 'name', 322 bytes from byte 129 on, and the footer begins at 291")),
            new Case("bad_data/PARQUET-1481.parquet", new Refused("its footer is corrupt: unknown physical type -7")));

    private static LocalDateTime micros(long micros) {
        return LocalDateTime.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), (int) Math.floorMod(micros, 1_000_000L) * 1000, ZoneOffset.UTC);
    }

    @Test
    void tableNamesEachFileOfTheCorpusOnce() throws IOException {
        assertThat(CORPUS)
                .as("the corpus; say -Dparquet.testing=FOLDER if it is elsewhere")
                .isDirectory();
        List<String> files = new ArrayList<>();
        for (String folder : List.of("data", "bad_data")) {
            try (var listing = Files.list(CORPUS.resolve(folder))) {
                listing.map(file -> folder + "/" + file.getFileName())
                        .filter(name -> name.endsWith(".parquet"))
                        .forEach(files::add);
            }
        }
        assertThat(TABLE.stream().map(Case::file)).doesNotHaveDuplicates();
        assertThat(new TreeSet<>(files))
                .isEqualTo(new TreeSet<>(TABLE.stream().map(Case::file).toList()));
    }

    @TestFactory
    List<DynamicTest> eachFileHasItsOutcome() {
        return TABLE.stream()
                .map(each -> DynamicTest.dynamicTest(each.file(), () -> check(each)))
                .toList();
    }

    private static void check(Case each) throws IOException, SQLException {
        Path file = CORPUS.resolve(each.file());
        switch (each.outcome()) {
            case AsDuckDb(int rows) -> {
                try (DuckDbFiles duckDb = new DuckDbFiles()) {
                    List<List<Object>> expected = duckDb.rows(file);
                    assertThat(ParquetFiles.rows(file)).hasSize(rows).isEqualTo(expected);
                }
            }
            case AsExpected(String csv, int rows) -> {
                List<List<String>> expected = ExpectedCsv.rows(file.resolveSibling(csv));
                assertThat(ExpectedCsv.texts(ParquetFiles.rows(file)))
                        .hasSize(rows)
                        .isEqualTo(expected);
            }
            case Exactly(List<?> values) ->
                assertThat(ParquetFiles.rows(file).stream().map(List::getFirst).toList())
                        .isEqualTo(values);
            case Refused(String because) ->
                assertThatThrownBy(() -> ParquetFiles.rows(file))
                        .isInstanceOfSatisfying(
                                QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USER))
                        .hasMessageStartingWith(file + ": ")
                        .hasMessageContaining(because);
        }
    }
}
