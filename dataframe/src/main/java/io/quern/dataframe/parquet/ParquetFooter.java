package io.quern.dataframe.parquet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.quern.core.error.QuernException;
import io.quern.core.task.Reservation;
import io.quern.dataframe.parquet.bytes.LittleEndian;
import io.quern.dataframe.parquet.bytes.MalformedException;
import io.quern.dataframe.parquet.footer.FileMetadata;
import io.quern.dataframe.parquet.schema.Node;
import io.quern.dataframe.parquet.schema.SchemaTree;
import io.quern.dataframe.parquet.source.ByteSource;
import io.quern.dataframe.parquet.source.LocalByteSource;
import io.quern.dataframe.parquet.thrift.CompactReader;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import io.quern.dataframe.type.TimeUnit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What the end of a Parquet file says about it: its columns, row groups and their statistics. An immutable value.
///
/// ```
/// "PAR1" | pages … | metadata (Thrift compact) | length of the metadata (4 bytes, little-endian) | "PAR1"
/// ```
///
/// INT96 timestamps, which do not say their unit, are read as microseconds from files that Spark wrote, for
/// Spark has no finer ones and reaches beyond what 64 bits of nanoseconds do; as nanoseconds from others.
public final class ParquetFooter {
    private static final int TAIL_BYTES = 64 * 1024;

    /// What a byte of metadata becomes as objects, itself among it; about.
    private static final long BYTES_A_BYTE = 5;

    private static final int MAGIC_BYTES = 4;
    private static final int TRAILER_BYTES = 8;
    private static final String MAGIC = "PAR1";
    private static final String MAGIC_ENCRYPTED = "PARE";
    private static final String SPARK_PROPERTIES = "org.apache.spark.";

    private final String name;
    private final long dataEnd;
    private final Schema schema;
    private final List<Node> columns;
    private final List<RowGroup> rowGroups;
    private final FileMetadata metadata;

    private ParquetFooter(String name, long dataEnd, FileMetadata metadata) {
        this.name = name;
        this.dataEnd = dataEnd;
        this.metadata = metadata;
        this.columns = SchemaTree.columns(metadata.schema(), int96Unit(metadata));
        this.schema = schemaOf(columns);
        List<RowGroup> groups = new ArrayList<>();
        for (int i = 0; i < metadata.rowGroups().size(); i++) {
            groups.add(new RowGroup(i, metadata.rowGroups().get(i), columns, metadata.hasColumnOrders()));
        }
        this.rowGroups = List.copyOf(groups);
    }

    /// Reads the footer of a local file.
    ///
    /// @throws QuernException if there is no such file, or it is not a Parquet file: its message names the file
    public static ParquetFooter read(Path path) {
        return read(path, Reservation.unbounded());
    }

    /// The same within a task.
    ///
    /// @param memory counts what the footer takes, before it is read; for as long as the caller has it
    public static ParquetFooter read(Path path, Reservation memory) {
        try (LocalByteSource source = LocalByteSource.open(path)) {
            return read(source, memory);
        } catch (IOException e) {
            throw ParquetErrors.unreadable(path.toString(), e);
        }
    }

    /// Reads the footer; the source stays open.
    ///
    /// @throws QuernException if it is not a Parquet file: its message names the file
    public static ParquetFooter read(ByteSource source) {
        return read(source, Reservation.unbounded());
    }

    static ParquetFooter read(ByteSource source, Reservation memory) {
        String name = source.name();
        try {
            long size = source.sizeBytes();
            if (size < MAGIC_BYTES + TRAILER_BYTES) {
                throw ParquetErrors.notParquet(name, "it has " + size + " bytes");
            }
            byte[] tail = tail(source, size, TAIL_BYTES);
            int length = metadataLength(name, tail, size);
            memory.grow(BYTES_A_BYTE * length);
            if (length + TRAILER_BYTES > tail.length) {
                tail = tail(source, size, length + TRAILER_BYTES);
            }
            int to = tail.length - TRAILER_BYTES;
            FileMetadata metadata = FileMetadata.read(new CompactReader(tail, to - length, to));
            return new ParquetFooter(name, size - TRAILER_BYTES - length, metadata);
        } catch (MalformedException e) {
            throw ParquetErrors.corrupt(name, "its footer is corrupt: ", e);
        } catch (IOException e) {
            throw ParquetErrors.unreadable(name, e);
        } catch (QuernException e) {
            throw ParquetErrors.located(name, "its footer ", e);
        }
    }

    private static byte[] tail(ByteSource source, long size, int lengthMax) throws IOException {
        byte[] tail = new byte[(int) Math.min(size, lengthMax)];
        source.read(size - tail.length, tail, 0, tail.length);
        return tail;
    }

    private static int metadataLength(String name, byte[] tail, long size) {
        String magic = new String(tail, tail.length - MAGIC_BYTES, MAGIC_BYTES, ISO_8859_1);
        if (magic.equals(MAGIC_ENCRYPTED)) {
            throw QuernException.user(name + ": its footer is encrypted; encrypted files are not supported yet");
        }
        if (!magic.equals(MAGIC)) {
            throw ParquetErrors.notParquet(name, "it does not end with the four letters " + MAGIC);
        }
        int length = LittleEndian.intAt(tail, tail.length - TRAILER_BYTES);
        if (length <= 0 || length > size - TRAILER_BYTES - MAGIC_BYTES) {
            throw ParquetErrors.notParquet(name, "its footer has " + length + " bytes of the file's " + size);
        }
        return length;
    }

    private static TimeUnit int96Unit(FileMetadata metadata) {
        boolean isSpark = metadata.properties().keySet().stream().anyMatch(key -> key.startsWith(SPARK_PROPERTIES));
        return isSpark ? TimeUnit.MICROS : TimeUnit.NANOS;
    }

    private static Schema schemaOf(List<Node> columns) {
        try {
            return new Schema(columns.stream().map(Node::field).toList());
        } catch (QuernException e) {
            throw new MalformedException(e.getMessage(), e);
        }
    }

    /// Path or URI of the file.
    public String name() {
        return name;
    }

    public Schema schema() {
        return schema;
    }

    public long rows() {
        return rowGroups.stream().mapToLong(RowGroup::rows).sum();
    }

    public List<RowGroup> rowGroups() {
        return rowGroups;
    }

    /// The writer and its version; empty if it does not say.
    public String createdBy() {
        return metadata.createdBy();
    }

    /// Key-value metadata of the writer.
    public Map<String, String> properties() {
        return metadata.properties();
    }

    /// In the schema's order.
    List<Node> columns() {
        return columns;
    }

    FileMetadata metadata() {
        return metadata;
    }

    /// The leaves of these columns, those left out that the file does not have.
    ///
    /// @throws QuernException if a column cannot be read as the type that is wanted
    List<Node.Leaf> leaves(Schema wanted) {
        List<Node.Leaf> leaves = new ArrayList<>();
        for (Field field : wanted.fields()) {
            int index = schema.indexOf(field.name());
            if (index >= 0) {
                checkType(schema.fields().get(index), field.type());
                columns.get(index).forEachLeaf(leaves::add);
            }
        }
        return leaves;
    }

    private void checkType(Field field, DataType wanted) {
        if (!ColumnMatch.isReadableAs(field.type(), wanted)) {
            throw QuernException.user(name + ": column '" + field.name() + "' is " + field.type()
                    + " and is to be read as " + wanted + "; the type of a column must be the same in all files");
        }
    }

    /// Of the first byte that is no page.
    long dataEnd() {
        return dataEnd;
    }
}
