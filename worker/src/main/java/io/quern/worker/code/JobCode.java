package io.quern.worker.code;

import io.quern.core.current.ActorObject;
import io.quern.core.error.QuernException;
import io.quern.core.graph.Payload;
import io.quern.core.value.Functions;
import io.quern.core.value.ValueCodecs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The classes of a code set, or the worker's own, and what reads and writes instances of them. Thread-safe.
public final class JobCode {
    /// Values of these, and arrays of primitives, are the same whatever code made them. So are actors: there is one
    /// object, for calls of whatever code.
    private static final Set<Class<?>> PLAIN = Set.of(
            String.class,
            Boolean.class,
            Byte.class,
            Short.class,
            Character.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigInteger.class,
            BigDecimal.class);

    private final ClassLoader classes;
    private final Functions functions;
    private final ValueCodecs codecs;

    JobCode(ClassLoader classes) {
        this.classes = classes;
        this.functions = Functions.of(classes);
        this.codecs = ValueCodecs.load(functions, classes);
    }

    /// Finds the classes.
    public ClassLoader classes() {
        return classes;
    }

    /// For results.
    public ValueCodecs codecs() {
        return codecs;
    }

    /// Reads a function or an argument; null for a payload without bytes.
    ///
    /// @throws io.quern.core.error.QuernException where it cannot be read
    public @Nullable Object read(Payload payload) {
        return payload.sizeBytes() == 0 ? null : functions.deserialize(payload, classes);
    }

    /// A result as this code knows it. What other code made is written and read again, so that it is of this code's
    /// classes; values of the worker's own classes are of one and the same class everywhere.
    ///
    /// @param maker the code of the task that made it
    /// @throws QuernException USER where it is of classes that this code does not have
    public @Nullable Object take(@Nullable Object value, JobCode maker) {
        if (maker == this || maker.classes.equals(classes.getParent()) || isPlain(value)) {
            return value;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            maker.codecs.encode(value, bytes);
            return codecs.decode(new ByteArrayInputStream(bytes.toByteArray()));
        } catch (IOException | QuernException e) {
            throw QuernException.user(
                    "an input is a "
                            + (value == null ? "null" : value.getClass().getName()) + " of " + maker
                            + ", which cannot be read by " + this + ": " + e.getMessage(),
                    e);
        }
    }

    private static boolean isPlain(@Nullable Object value) {
        if (value == null) {
            return true;
        }
        Class<?> type = value.getClass();
        return value instanceof ActorObject
                || PLAIN.contains(type)
                || (type.isArray() && type.componentType().isPrimitive());
    }

    /// Such as `code set 1f2e3d4c`.
    @Override
    public String toString() {
        return classes instanceof CodeSetLoader ? String.valueOf(classes.getName()) : "the worker's own code";
    }
}
