package io.quern.dataframe.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Flatten;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.batch.RandomColumns;
import io.quern.dataframe.batch.Seeds;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType.StringType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Our streams against Apache Arrow's own Java library, in both directions.
class ArrowJavaTest {
    private static final int SEEDS = 600;

    @Test
    void arrowJavaReadsWhatWeWrite() {
        Seeds.run(SEEDS, random -> {
            Partition partition = randomPartition(new RandomColumns(random), random.nextInt(4));
            byte[] bytes = ArrowStreamTest.encoded(partition);
            assertThat(rowsByArrowJava(bytes, partition.schema())).isEqualTo(RandomColumns.rows(partition));
        });
    }

    @Test
    void weReadWhatArrowJavaWrites() {
        Seeds.run(SEEDS, random -> {
            // arrow-java cannot copy the dictionaries of most types
            Partition partition = onlyTextDictionaries(randomPartition(new RandomColumns(random), 1));
            byte[] theirs = rewrittenByArrowJava(ArrowStreamTest.encoded(partition));
            Partition decoded = ArrowStreamTest.decoded(new ByteArrayInputStream(theirs));
            // arrow-java names the elements of lists its own way, which the text does not show
            assertThat(decoded.schema()).hasToString(partition.schema().toString());
            assertThat(RandomColumns.rows(decoded)).isEqualTo(RandomColumns.rows(partition));
        });
    }

    /// Without dictionaries below the top: arrow-java leaves decoding those to its callers.
    private static Partition randomPartition(RandomColumns make, int batches) {
        Schema schema = make.schema(3);
        Partition partition = make.partition(schema, batches, 40);
        return new Partition(
                schema,
                partition.batches().stream().map(ArrowJavaValues::flatBelowTop).toList());
    }

    private static Partition onlyTextDictionaries(Partition partition) {
        return new Partition(
                partition.schema(),
                partition.batches().stream()
                        .map(batch -> new Batch(
                                batch.schema(),
                                batch.length(),
                                batch.columns().stream()
                                        .map(ArrowJavaTest::flatUnlessText)
                                        .toList()))
                        .toList());
    }

    private static Vector flatUnlessText(Vector vector) {
        return vector.type() instanceof StringType ? vector : Flatten.vector(vector);
    }

    private static List<List<@Nullable Object>> rowsByArrowJava(byte[] bytes, Schema schema) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        try (BufferAllocator allocator = new RootAllocator();
                var reader =
                        new org.apache.arrow.vector.ipc.ArrowStreamReader(new ByteArrayInputStream(bytes), allocator)) {
            while (reader.loadNextBatch()) {
                VectorSchemaRoot root = reader.getVectorSchemaRoot();
                List<List<@Nullable Object>> columns = new ArrayList<>();
                for (int i = 0; i < schema.size(); i++) {
                    columns.add(
                            column(reader, root.getVector(i), schema.fields().get(i), root.getRowCount()));
                }
                for (int row = 0; row < root.getRowCount(); row++) {
                    List<@Nullable Object> cells = new ArrayList<>();
                    for (List<@Nullable Object> column : columns) {
                        cells.add(column.get(row));
                    }
                    rows.add(cells);
                }
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<@Nullable Object> column(
            org.apache.arrow.vector.ipc.ArrowStreamReader reader, FieldVector vector, Field field, int rows) {
        var encoding = vector.getField().getDictionary();
        List<@Nullable Object> cells = new ArrayList<>();
        if (encoding == null) {
            for (int row = 0; row < rows; row++) {
                cells.add(ArrowJavaValues.comparable(vector.getObject(row), field.type()));
            }
            return cells;
        }
        ValueVector entries = reader.lookup(encoding.getId()).getVector();
        for (int row = 0; row < rows; row++) {
            Number code = (Number) vector.getObject(row);
            cells.add(
                    code == null ? null : ArrowJavaValues.comparable(entries.getObject(code.intValue()), field.type()));
        }
        return cells;
    }

    private static byte[] rewrittenByArrowJava(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BufferAllocator allocator = new RootAllocator();
                var reader =
                        new org.apache.arrow.vector.ipc.ArrowStreamReader(new ByteArrayInputStream(bytes), allocator)) {
            reader.loadNextBatch();
            try (var writer =
                    new org.apache.arrow.vector.ipc.ArrowStreamWriter(reader.getVectorSchemaRoot(), reader, out)) {
                writer.start();
                writer.writeBatch();
                writer.end();
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
