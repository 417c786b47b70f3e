package io.quern.client.call;

import java.io.Serializable;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// A [BiFunction] that can be sent, and may throw checked exceptions: a lambda of two arguments.
@FunctionalInterface
public interface RemoteBiFunction<A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
        extends BiFunction<A, B, R>, Serializable {
    /// @throws Exception any: the task fails with it
    R applyRemotely(A first, B second) throws Exception;

    /// For callers in this process; a checked exception comes wrapped.
    @Override
    @SuppressWarnings("FunctionalInterfaceMethodChanged") // It is the same but for checked exceptions.
    default R apply(A first, B second) {
        try {
            return applyRemotely(first, second);
        } catch (RuntimeException unchecked) {
            throw unchecked;
        } catch (Exception checked) {
            throw new CompletionException(checked);
        }
    }
}
