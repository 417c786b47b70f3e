package io.quern.dataframe.arrow;

import io.quern.core.value.ValueCodec;
import io.quern.dataframe.batch.Partition;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Carries [Partition] as an Arrow IPC stream.
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
    public void encode(Object value, OutputStream out) throws IOException {
        ArrowStreamWriter.write((Partition) value, out);
    }

    @Override
    public Object decode(InputStream in) throws IOException {
        return ArrowStreamReader.read(in);
    }
}
