package io.quern.dataframe.arrow;

import io.quern.core.value.ValueCodec;
import io.quern.dataframe.batch.BytesVector;
import io.quern.dataframe.batch.ObjectVector;
import io.quern.dataframe.batch.Partition;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Carries [Partition] as an Arrow IPC stream. Columns of Java objects (of `mapRows`) go through the
/// framework's serialisation, with the classes that the thread's context class loader sees.
public final class PartitionCodec implements ValueCodec {
    private static final int ID = 16;

    @Override
    public int id() {
        return ID;
    }

    @Override
    public boolean accepts(Object value) {
        return value instanceof Partition;
    }

    @Override
    public long sizeBytes(Object value) {
        return ((Partition) value).retainedBytes();
    }

    @Override
    public long sizeBytesTogether(List<?> values) {
        return Partition.retainedBytesTogether(
                values.stream().map(Partition.class::cast).toList());
    }

    @Override
    public void encode(Object value, OutputStream out) throws IOException {
        ArrowStreamWriter.write((Partition) value, out, new LazyObjectCells());
    }

    @Override
    public Object decode(InputStream in) throws IOException {
        return ArrowStreamReader.read(in, new LazyObjectCells());
    }

    private static ObjectCells objects() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return new KryoObjectCells(context != null ? context : PartitionCodec.class.getClassLoader());
    }

    /// Sets the serialisation up when the first column of objects is met: most partitions have none.
    private static final class LazyObjectCells implements ObjectCells {
        private @Nullable ObjectCells cells;

        @Override
        public BytesVector toBytes(ObjectVector vector) throws IOException {
            return cells().toBytes(vector);
        }

        @Override
        public ObjectVector toObjects(BytesVector vector) throws IOException {
            return cells().toObjects(vector);
        }

        private ObjectCells cells() {
            ObjectCells known = cells;
            if (known == null) {
                known = objects();
                cells = known;
            }
            return known;
        }
    }
}
