package io.quern.dataframe.aggregate;

import io.quern.core.value.Functions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Copies states of custom aggregations as if they had travelled between workers: by serialising them, with the
/// classes that the thread's context class loader sees. For one thread.
final class StateCopies {
    private final ClassLoader loader;
    private @Nullable Functions functions;

    StateCopies() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        loader = context != null ? context : StateCopies.class.getClassLoader();
    }

    /// @throws io.quern.core.error.QuernException if the state cannot be serialised
    Object of(Object state) {
        Functions known = functions();
        return Objects.requireNonNull(known.deserialize(known.serialize(state), loader));
    }

    /// The size of such a copy on its way.
    ///
    /// @throws io.quern.core.error.QuernException if the state cannot be serialised
    long serializedBytes(Object state) {
        return functions().serializedBytes(state);
    }

    private Functions functions() {
        Functions known = functions;
        if (known == null) {
            known = Functions.of(loader);
            functions = known;
        }
        return known;
    }
}
