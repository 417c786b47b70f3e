package io.quern.core.value;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.minlog.Log;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.graph.Payload;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/// Turns functions, arguments and plain values into bytes and back: lambdas, records, enums, objects of the
/// program's own classes, collections and value types of the JDK. Thread-safe.
///
/// What may pass is decided before a class is looked up ([ClassAllowList]). A value that cannot be sent is refused
/// with the path of the fields that hold it and with a remedy. Java serialisation is not used.
///
/// Layout of a payload: one byte [#FORMAT], then the value as Kryo writes it.
public final class Functions {
    /// First byte of every payload.
    static final byte FORMAT = 1;

    private static final int BUFFER_BYTES = 512;
    private static final int PIECE_BYTES = 4_096;
    private static final int BYTES_MAX = Integer.MAX_VALUE - 64;
    private static final int IDLE_MAX = 16;

    /// Says that Kryo must not use `sun.misc.Unsafe`, which makes the JVM print a warning.
    private static final String UNSAFE_PROPERTY = "kryo.unsafe";

    // Kryo reads both once, when its classes are initialised.
    static {
        if (System.getProperty(UNSAFE_PROPERTY) == null) {
            System.setProperty(UNSAFE_PROPERTY, "false");
        }
        Log.NONE();
    }

    private final ClassAllowList allowList;

    /// Instances that no call uses; those of another class loader than the one asked for are let go.
    private final BlockingQueue<FunctionKryo> idle = new ArrayBlockingQueue<>(IDLE_MAX);

    public Functions(ClassAllowList allowList) {
        this.allowList = allowList;
    }

    /// For programs whose classes a class loader finds: the usual case.
    public static Functions of(ClassLoader loader) {
        return new Functions(new ClassAllowList(UserClasses.of(loader)));
    }

    /// Serialises a value.
    ///
    /// @throws QuernException USER where it holds something that cannot be sent: names it, the fields that
    ///     lead to it, and the remedy
    public Payload serialize(@Nullable Object value) {
        try (Output out = new Output(BUFFER_BYTES, BYTES_MAX)) {
            out.writeByte(FORMAT);
            List<Class<?>> classes = write(value, out);
            return Payload.of(out.toBytes(), classes);
        }
    }

    /// Bytes that [#serialize] would make; nothing of that size is kept meanwhile.
    ///
    /// @throws QuernException as [#serialize] does
    public long serializedBytes(@Nullable Object value) {
        return serialize(value, OutputStream.nullOutputStream());
    }

    /// Writes what [#serialize(Object)] would make, piece by piece.
    ///
    /// @return how many bytes that were
    /// @throws QuernException as [#serialize(Object)] does; what the stream throws may be the cause of it
    long serialize(@Nullable Object value, OutputStream stream) {
        try (Output out = new Output(stream, PIECE_BYTES)) {
            out.writeByte(FORMAT);
            List<Class<?>> _ = write(value, out);
            out.flush();
            return out.total();
        }
    }

    /// The user's classes of which a value is made; nothing of its size is kept meanwhile.
    ///
    /// @throws QuernException as [#serialize] does
    public List<Class<?>> classes(@Nullable Object value) {
        try (Output out = new Output(OutputStream.nullOutputStream(), 4_096)) {
            return write(value, out);
        }
    }

    /// Reads what [#serialize] made.
    ///
    /// @param loader finds the program's classes
    /// @throws QuernException USER where a class is refused, not found or of another version; INTERNAL where
    ///     the bytes are damaged
    public @Nullable Object deserialize(Payload payload, ClassLoader loader) {
        byte[] bytes = payload.bytes();
        return read(new BoundedInput(bytes, 0), bytes.length, loader);
    }

    /// Reads what [#serialize] made, piece by piece.
    ///
    /// @param length of what the stream has
    /// @throws QuernException as [#deserialize(Payload, ClassLoader)] does; what the stream throws may be the cause
    @Nullable
    Object deserialize(InputStream stream, long length, ClassLoader loader) {
        return read(new BoundedInput(stream, length), length, loader);
    }

    private @Nullable Object read(BoundedInput in, long length, ClassLoader loader) {
        if (length == 0 || in.readByte() != FORMAT) {
            throw new QuernException(
                    ErrorCode.INTERNAL,
                    "a payload of " + length + " bytes does not begin with " + "the byte " + FORMAT
                            + " of serialised values; it was damaged, or is of another version");
        }
        FunctionKryo kryo = borrow(loader);
        Object value;
        try {
            value = kryo.readAll(in);
        } catch (UnsendableException e) {
            throw QuernException.user("refused to read a serialised value: " + e.getMessage(), e);
        } catch (KryoException e) {
            throw unreadable(length, e, isAboutClasses(e) ? ErrorCode.USER : ErrorCode.INTERNAL);
        } catch (LinkageError e) {
            throw unreadable(length, e, ErrorCode.USER);
        } catch (RuntimeException | StackOverflowError e) {
            throw unreadable(length, e, ErrorCode.INTERNAL);
        }
        giveBack(kryo);
        return value;
    }

    private List<Class<?>> write(@Nullable Object value, Output out) {
        FunctionKryo kryo =
                borrowToWrite(value == null ? null : value.getClass().getClassLoader());
        List<Class<?>> classes;
        try {
            classes = kryo.writeAll(out, value);
        } catch (UnsendableException e) {
            throw QuernException.user(describe(value, e), e);
        } catch (KryoException e) {
            throw QuernException.user("cannot send a " + nameOf(value) + ": " + e.getMessage(), e);
        } catch (StackOverflowError e) {
            throw QuernException.user("cannot send a " + nameOf(value) + ": its objects hold each other too deep", e);
        }
        giveBack(kryo);
        return classes;
    }

    private static String describe(@Nullable Object value, UnsendableException e) {
        List<String> path = e.path();
        String held = path.isEmpty() ? "" : "; held by " + nameOf(value) + " → " + String.join(" → ", path);
        return e.problem() + held + "; " + e.remedy();
    }

    private static String nameOf(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        Class<?> type = value.getClass();
        return type.isHidden() ? "lambda in " + LambdaSerializer.capturingClass(type) : type.getTypeName();
    }

    private static QuernException unreadable(long length, Throwable cause, ErrorCode code) {
        return new QuernException(
                code, "cannot read a serialised value of " + length + " bytes: " + cause.getMessage(), cause);
    }

    private static boolean isAboutClasses(KryoException e) {
        Throwable cause = e.getCause();
        return cause instanceof ReflectiveOperationException || cause instanceof LinkageError;
    }

    private FunctionKryo borrow(ClassLoader loader) {
        FunctionKryo kryo = idle.poll();
        return kryo != null && kryo.getClassLoader().equals(loader) ? kryo : new FunctionKryo(allowList, loader);
    }

    /// Any instance writes values of the JDK, whose classes have no loader: numbers and text between lambdas of
    /// another loader must not cost a new instance each.
    private FunctionKryo borrowToWrite(@Nullable ClassLoader loader) {
        if (loader != null) {
            return borrow(loader);
        }
        FunctionKryo kryo = idle.poll();
        return kryo != null ? kryo : new FunctionKryo(allowList, Functions.class.getClassLoader());
    }

    /// Not called after an exception: what is half read or half written is of no further use.
    private void giveBack(FunctionKryo kryo) {
        boolean _ = idle.offer(kryo);
    }
}
