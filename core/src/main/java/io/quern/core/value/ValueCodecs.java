package io.quern.core.value;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.task.Parts;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All codecs of a process: those that its class path provides, and for what they are not for, the framework's own.
/// Thread-safe.
///
/// While a codec works, the context class loader of its thread is the one that finds the program's classes.
///
///     +-------------------+------------------------------+
///     | codec id, 2 bytes | what the codec wrote         |
///     +-------------------+------------------------------+
public final class ValueCodecs {
    private static final int NULL_ID = 0;
    private static final int FRAMEWORK_ID_MAX = 15;
    private static final int ID_MAX = 0xFFFF;

    private final ClassLoader loader;
    private final List<ValueCodec> inOrder;
    private final PartsCodec partsCodec = new PartsCodec(this);
    private final Map<Integer, ValueCodec> byId = new TreeMap<>();

    /// @param provided asked in their order, before the framework's own codec
    /// @param loader finds the program's classes when values are read
    /// @throws QuernException where two codecs have the same id, or one has an id of the framework's
    public ValueCodecs(Collection<ValueCodec> provided, Functions functions, ClassLoader loader) {
        this.loader = loader;
        List<ValueCodec> all = new ArrayList<>(provided);
        for (ValueCodec codec : all) {
            if (codec.id() <= FRAMEWORK_ID_MAX || codec.id() > ID_MAX) {
                throw new QuernException(
                        ErrorCode.USER,
                        "the value codec " + codec.getClass().getName() + " has the id " + codec.id()
                                + "; give it one from " + (FRAMEWORK_ID_MAX + 1) + " to " + ID_MAX);
            }
        }
        all.add(partsCodec);
        all.add(new KryoValueCodec(functions, loader));
        for (ValueCodec codec : all) {
            ValueCodec other = byId.putIfAbsent(codec.id(), codec);
            if (other != null) {
                throw new QuernException(
                        ErrorCode.USER,
                        "the value codecs " + other.getClass().getName() + " and "
                                + codec.getClass().getName() + " both have the id " + codec.id()
                                + "; remove one of them from the "
                                + "class path");
            }
        }
        inOrder = List.copyOf(all);
    }

    /// Finds codecs by [ServiceLoader].
    ///
    /// @param loader finds the codecs, and the program's classes when values are read
    public static ValueCodecs load(Functions functions, ClassLoader loader) {
        List<ValueCodec> provided = new ArrayList<>();
        ServiceLoader.load(ValueCodec.class, loader).forEach(provided::add);
        return new ValueCodecs(provided, functions, loader);
    }

    /// Bytes that the value holds in memory.
    ///
    /// @throws QuernException USER where the value could not be sent
    public long sizeBytes(@Nullable Object value) {
        if (value == null) {
            return 0;
        }
        @Nullable ClassLoader before = enter();
        try {
            return codecFor(value).sizeBytes(value);
        } finally {
            leave(before);
        }
    }

    /// Bytes that values hold in memory together; what those of one codec share counts once.
    ///
    /// @throws QuernException USER where one of them could not be sent
    long sizeBytesTogether(List<?> values) {
        IdentityHashMap<ValueCodec, List<Object>> byCodec = new IdentityHashMap<>();
        for (Object value : values) {
            byCodec.computeIfAbsent(codecFor(value), _ -> new ArrayList<>()).add(value);
        }
        long bytes = 0;
        for (Map.Entry<ValueCodec, List<Object>> each : byCodec.entrySet()) {
            bytes += each.getKey().sizeBytesTogether(each.getValue());
        }
        return bytes;
    }

    /// The user's classes of which a value is made; none where a codec of its own is for it.
    ///
    /// @throws QuernException USER where the value could not be sent
    public List<Class<?>> classes(Object value) {
        return codecFor(value) instanceof KryoValueCodec framework ? framework.classes(value) : List.of();
    }

    /// Writes a value; does not close the stream.
    ///
    /// @throws QuernException USER where the value cannot be sent
    public void encode(@Nullable Object value, OutputStream out) throws IOException {
        if (value == null) {
            writeId(NULL_ID, out);
            return;
        }
        ValueCodec codec = codecFor(value);
        writeId(codec.id(), out);
        @Nullable ClassLoader before = enter();
        try {
            codec.encode(value, out);
        } finally {
            leave(before);
        }
    }

    /// Writes a result in parts as [#encode] does, and says of each part when it begins: from there to the next one are
    /// the bytes that [#encode] makes of the part alone.
    ///
    /// @param beforePart called before anything of a part is written
    /// @throws QuernException USER where a part cannot be sent
    public void encodeParts(Parts parts, OutputStream out, Runnable beforePart) throws IOException {
        writeId(partsCodec.id(), out);
        partsCodec.encode(parts, out, beforePart);
    }

    /// Reads what [#encode] wrote, and no more; does not close the stream.
    ///
    /// @throws IOException where the bytes are cut short or damaged, or no codec has the id that they name
    public @Nullable Object decode(InputStream in) throws IOException {
        int high = in.read();
        int low = in.read();
        if (low < 0) {
            throw new EOFException("a value ends within the id of its codec");
        }
        int id = high << 8 | low;
        if (id == NULL_ID) {
            return null;
        }
        ValueCodec codec = byId.get(id);
        if (codec == null) {
            throw new IOException("a value was written by codec " + id + ", but here are the codecs " + byId.keySet()
                    + "; put the jar that has it on the class path");
        }
        @Nullable ClassLoader before = enter();
        try {
            return codec.decode(in);
        } finally {
            leave(before);
        }
    }

    private @Nullable ClassLoader enter() {
        @Nullable ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(loader);
        return before;
    }

    private static void leave(@Nullable ClassLoader before) {
        Thread.currentThread().setContextClassLoader(before);
    }

    private ValueCodec codecFor(Object value) {
        for (ValueCodec codec : inOrder) {
            if (codec.accepts(value)) {
                return codec;
            }
        }
        throw new IllegalStateException("the last codec accepts everything");
    }

    private static void writeId(int id, OutputStream out) throws IOException {
        out.write(id >>> 8);
        out.write(id);
    }
}
