package io.quern.dataframe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.jspecify.annotations.Nullable;

/// Writes small Parquet files for tests, by parquet-java: gzip, one page and more row groups where asked.
final class ParquetFixture {
    /// What the events files have, with `ts` in milliseconds.
    static final String EVENTS = """
            message events {
              optional binary url (STRING);
              optional binary referrer (STRING);
              optional binary session_id (STRING);
              optional int64 ts (TIMESTAMP(MILLIS,true));
            }""";

    private static final int JULIAN_DAY_OF_1970 = 2_440_588;
    private static final long MILLIS_A_DAY = 86_400_000;

    private ParquetFixture() {}

    /// Writes rows, each one value a column in the schema's order; null leaves the column out.
    static Path write(Path file, String schema, List<List<@Nullable Object>> rows) {
        return write(file, schema, rows, Integer.MAX_VALUE);
    }

    static Path write(Path file, String schema, List<List<@Nullable Object>> rows, int rowGroupRows) {
        MessageType type = MessageTypeParser.parseMessageType(schema);
        try {
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(file);
            try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                    .withConf(new PlainParquetConfiguration(Map.of()))
                    .withType(type)
                    .withCompressionCodec(CompressionCodecName.GZIP)
                    .withRowGroupRowCountLimit(rowGroupRows)
                    .build()) {
                SimpleGroupFactory groups = new SimpleGroupFactory(type);
                for (List<@Nullable Object> row : rows) {
                    writer.write(group(groups.newGroup(), row));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /// A time as Spark stores it.
    static Binary int96(long unixMillis) {
        ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(Math.floorMod(unixMillis, MILLIS_A_DAY) * 1_000_000);
        bytes.putInt((int) Math.floorDiv(unixMillis, MILLIS_A_DAY) + JULIAN_DAY_OF_1970);
        return Binary.fromConstantByteArray(bytes.array());
    }

    private static Group group(Group group, List<@Nullable Object> row) {
        for (int i = 0; i < row.size(); i++) {
            switch (row.get(i)) {
                case null -> {}
                case String text -> group.add(i, text);
                case Integer number -> group.add(i, number);
                case Long number -> group.add(i, number);
                case Double number -> group.add(i, number);
                case Boolean truth -> group.add(i, truth);
                case Binary bytes -> group.add(i, bytes);
                default -> throw new IllegalArgumentException("no such value in a fixture: " + row.get(i));
            }
        }
        return group;
    }
}
