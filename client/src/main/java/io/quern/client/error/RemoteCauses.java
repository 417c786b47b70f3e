package io.quern.client.error;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.task.TaskFailure;
import io.quern.core.task.TaskFailure.Cause;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/// Makes the exceptions of a failure again, so that a program can catch by their types: of the original class
/// where it is an exception that can be loaded here and made from a message alone, else a
/// [RemoteCauseException]. Nothing of them is deserialised.
public final class RemoteCauses {
    private RemoteCauses() {}

    /// @param loader finds the program's classes
    /// @return the outermost, with its causes
    public static Throwable of(TaskFailure failure, ClassLoader loader) {
        Throwable built = null;
        for (Cause cause : failure.causes().reversed()) {
            Throwable next = make(cause, failure.code(), loader);
            next.setStackTrace(StackFolding.fold(cause.frames()));
            if (built != null) {
                link(next, built);
            }
            built = next;
        }
        if (built == null) {
            throw new IllegalStateException("a failure has at least one cause: " + failure);
        }
        return built;
    }

    private static Throwable make(Cause cause, ErrorCode code, ClassLoader loader) {
        if (cause.type().equals(QuernException.class.getName())) {
            return new QuernException(code, cause.message());
        }
        Throwable original = original(cause, loader);
        return original != null ? original : new RemoteCauseException(cause.type(), cause.message());
    }

    private static @Nullable Throwable original(Cause cause, ClassLoader loader) {
        try {
            Class<?> type = Class.forName(cause.type(), false, loader);
            if (!Throwable.class.isAssignableFrom(type) || Modifier.isAbstract(type.getModifiers())) {
                return null;
            }
            return type.asSubclass(Throwable.class)
                    .getConstructor(String.class)
                    .newInstance(cause.message().isEmpty() ? null : cause.message());
        } catch (ReflectiveOperationException | LinkageError | RuntimeException notHere) {
            // Of another class path, or not made from a message: its stand-in says as much as it would.
            return null;
        }
    }

    private static void link(Throwable outer, Throwable inner) {
        try {
            outer.initCause(inner);
        } catch (IllegalStateException hasOne) {
            outer.addSuppressed(inner);
        }
    }
}
