package io.quern.core.value;

import io.quern.core.error.QuernException;
import io.quern.core.graph.Payload;
import io.quern.core.value.piecewise.CountedInput;
import io.quern.core.value.piecewise.CountedOutput;
import io.quern.core.value.piecewise.KeptStart;
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
    private static final int KEPT_BYTES = 64 * 1024;

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

    /// A value that fills more than [#KEPT_BYTES] is written twice: first to learn its length, then piece by
    /// piece. So no more of it is in memory than that, and a worker can spill what fills its memory.
    @Override
    public void encode(Object value, OutputStream out) throws IOException {
        KeptStart start = new KeptStart(KEPT_BYTES);
        long length = functions.serialize(value, start);
        if (length > Integer.MAX_VALUE) {
            throw QuernException.user("a " + value.getClass().getTypeName() + " of " + length
                    + " bytes cannot be sent, the limit is " + Integer.MAX_VALUE + "; divide it into several results");
        }
        new DataOutputStream(out).writeInt((int) length);
        if (!start.writeWhole(out)) {
            CountedOutput counted = new CountedOutput(out, length);
            try {
                long _ = functions.serialize(value, counted);
            } catch (RuntimeException e) {
                counted.rethrowProblem(e);
                throw e;
            }
            counted.checkWhole(value);
        }
    }

    @Override
    public Object decode(InputStream in) throws IOException {
        int length = new DataInputStream(in).readInt();
        if (length < 0) {
            throw new IOException("a value has the length " + length);
        }
        @Nullable Object value = length <= KEPT_BYTES ? decodeWhole(in, length) : decodePieces(in, length);
        return Objects.requireNonNull(value, "null has a codec of its own");
    }

    private @Nullable Object decodeWhole(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IOException(CountedInput.cutShort(length, bytes.length));
        }
        return functions.deserialize(Payload.of(bytes), loader);
    }

    private @Nullable Object decodePieces(InputStream in, int length) throws IOException {
        CountedInput counted = new CountedInput(in, length);
        try {
            return functions.deserialize(counted, length, loader);
        } catch (RuntimeException e) {
            counted.rethrowProblem(e);
            throw e;
        }
    }
}
