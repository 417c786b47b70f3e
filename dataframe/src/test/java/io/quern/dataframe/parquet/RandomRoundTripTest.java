package io.quern.dataframe.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random columns, nested ones too, that parquet-java writes with random settings read as they were written. One
/// case again:
/// `-Dseed=SEED`; more of them: `-Dparquet.cases=NUMBER`.
class RandomRoundTripTest {
    private static final List<CompressionCodecName> CODECS = List.of(
            CompressionCodecName.UNCOMPRESSED,
            CompressionCodecName.GZIP,
            CompressionCodecName.SNAPPY,
            CompressionCodecName.ZSTD,
            CompressionCodecName.LZ4_RAW);

    @TempDir
    private Path folder;

    static LongStream seeds() {
        String seed = System.getProperty("seed");
        return seed != null
                ? LongStream.of(Long.parseLong(seed))
                : LongStream.range(0, Integer.getInteger("parquet.cases", 60));
    }

    @ParameterizedTest(name = "-Dseed={0}")
    @MethodSource("seeds")
    void filesReadAsTheyWereWritten(long seed) throws IOException {
        RandomGenerator random = new Random(seed);
        Map<String, RandomShape> columns = columns(random);
        List<List<Object>> rows = rows(random, columns, 6000);
        Path file = folder.resolve(seed + ".parquet");
        Files.deleteIfExists(file);
        write(random, columns, rows, file, CODECS.get(random.nextInt(CODECS.size())), random.nextBoolean());
        List<List<Object>> read = ParquetFiles.rows(file);
        assertThat(read).hasSameSizeAs(rows);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(read.get(i)).as("row %d of -Dseed=%d", i, seed).isEqualTo(rows.get(i));
        }
    }

    static Map<String, RandomShape> columns(RandomGenerator random) {
        Map<String, RandomShape> columns = new LinkedHashMap<>();
        for (int i = 0; i <= random.nextInt(5); i++) {
            columns.put("c" + i, RandomShape.of(random, 3));
        }
        return columns;
    }

    /// Columns change their variety on the way, so that dictionaries overflow in the middle.
    static List<List<Object>> rows(RandomGenerator random, Map<String, RandomShape> columns, int rowsMax) {
        int count = random.nextInt(rowsMax);
        int changeAt = random.nextInt(count + 1);
        int few = 1 + random.nextInt(20);
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int variety = i < changeAt ? few : 1_000_000;
            List<Object> row = new ArrayList<>();
            columns.values().forEach(shape -> row.add(shape.valueOrNull(random, variety)));
            rows.add(row);
        }
        return rows;
    }

    static void write(
            RandomGenerator random,
            Map<String, RandomShape> columns,
            List<List<Object>> rows,
            Path file,
            CompressionCodecName codec,
            boolean hasChecksums)
            throws IOException {
        List<Type> types = new ArrayList<>();
        columns.forEach((name, shape) -> types.add(shape.type(name)));
        MessageType schema = new MessageType("rows", types);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(schema)
                .withCompressionCodec(codec)
                .withWriterVersion(random.nextBoolean() ? WriterVersion.PARQUET_1_0 : WriterVersion.PARQUET_2_0)
                .withDictionaryEncoding(random.nextInt(4) != 0)
                .withDictionaryPageSize(64 << random.nextInt(12))
                .withByteStreamSplitEncoding(random.nextInt(3) == 0)
                .withPageSize(128 << random.nextInt(12))
                .withPageRowCountLimit(1 + random.nextInt(3000))
                .withRowGroupSize(4096L << random.nextInt(10))
                .withPageWriteChecksumEnabled(hasChecksums)
                .build()) {
            List<String> names = List.copyOf(columns.keySet());
            for (List<Object> row : rows) {
                Group group = new SimpleGroup(schema);
                for (int i = 0; i < names.size(); i++) {
                    columns.get(names.get(i)).writeOrNot(group, names.get(i), row.get(i));
                }
                writer.write(group);
            }
        }
    }
}
