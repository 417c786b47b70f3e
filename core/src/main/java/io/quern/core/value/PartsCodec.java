package io.quern.core.value;

import io.quern.core.task.Parts;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/// Codec 2: results in parts, each by the codec for it.
///
///     +-------------------------+-----------------+---+
///     | parts >= 1, 4 bytes BE  | part 0, by      | … |
///     |                         | [ValueCodecs]   |   |
///     +-------------------------+-----------------+---+
final class PartsCodec implements ValueCodec {
    private static final int ID = 2;
    private static final int FIRST_CAPACITY_MAX = 1_024;

    private final ValueCodecs codecs;

    PartsCodec(ValueCodecs codecs) {
        this.codecs = codecs;
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public boolean accepts(Object value) {
        return value instanceof Parts;
    }

    @Override
    public long sizeBytes(Object value) {
        return codecs.sizeBytesTogether(((Parts) value).values());
    }

    @Override
    public void encode(Object value, OutputStream out) throws IOException {
        encode((Parts) value, out, () -> {});
    }

    /// @param beforePart called before anything of a part is written
    void encode(Parts parts, OutputStream out, Runnable beforePart) throws IOException {
        new DataOutputStream(out).writeInt(parts.size());
        for (Object part : parts.values()) {
            beforePart.run();
            codecs.encode(part, out);
        }
    }

    /// The number of parts is not trusted: memory is taken as parts come.
    @Override
    public Object decode(InputStream in) throws IOException {
        int size = new DataInputStream(in).readInt();
        if (size < 1) {
            throw new IOException("a result in parts says that it has " + size + " of them; it has at least one");
        }
        List<Object> values = new ArrayList<>(Math.min(size, FIRST_CAPACITY_MAX));
        for (int i = 0; i < size; i++) {
            Object part = codecs.decode(in);
            if (part == null) {
                throw new IOException("part " + i + " of " + size + " is null; a part is a value");
            }
            values.add(part);
        }
        return new Parts(values);
    }
}
