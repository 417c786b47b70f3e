package io.quern.core.value;

import io.quern.core.graph.Payload;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Codec 1: results that no other codec is for, as [Functions] serialises them.
///
///     +--------------------+---------------------+
///     | length, 4 bytes BE | payload             |
///     +--------------------+---------------------+
final class KryoValueCodec implements ValueCodec {
    static final int ID = 1;

    private static final long OBJECT_BYTES = 16;
    private static final long STRING_BYTES = 40;

    private final Functions functions;
    private final ClassLoader loader;

    KryoValueCodec(Functions functions, ClassLoader loader) {
        this.functions = functions;
        this.loader = loader;
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public boolean accepts(Object value) {
        return true;
    }

    /// The serialised size, which is a fair estimate for small objects and exact enough for arrays and text.
    @Override
    public long sizeBytes(Object value) {
        return switch (value) {
            case Boolean _, Character _, Number _ -> OBJECT_BYTES + Long.BYTES;
            case String text -> STRING_BYTES + text.length();
            case byte[] bytes -> OBJECT_BYTES + bytes.length;
            case int[] ints -> OBJECT_BYTES + (long) Integer.BYTES * ints.length;
            case long[] longs -> OBJECT_BYTES + (long) Long.BYTES * longs.length;
            case double[] doubles -> OBJECT_BYTES + (long) Double.BYTES * doubles.length;
            default -> OBJECT_BYTES + functions.serializedBytes(value);
        };
    }

    /// The user's classes of which a value is made.
    List<Class<?>> classes(Object value) {
        return value.getClass().isArray() && value.getClass().getComponentType().isPrimitive()
                ? List.of()
                : functions.classes(value);
    }

    @Override
    public void encode(Object value, OutputStream out) throws IOException {
        Payload payload = functions.serialize(value);
        DataOutputStream data = new DataOutputStream(out);
        data.writeInt(payload.sizeBytes());
        data.write(payload.bytes());
        data.flush();
    }

    @Override
    public Object decode(InputStream in) throws IOException {
        int length = new DataInputStream(in).readInt();
        if (length < 0) {
            throw new IOException("a value has the length " + length);
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IOException("a value of " + length + " bytes ends after " + bytes.length);
        }
        @Nullable Object value = functions.deserialize(Payload.of(bytes), loader);
        return Objects.requireNonNull(value, "null has a codec of its own");
    }
}
