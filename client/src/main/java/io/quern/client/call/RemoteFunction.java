package io.quern.client.call;

import java.io.Serializable;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A [Function] that can be sent, and may throw checked exceptions: a lambda of one argument.
@FunctionalInterface
public interface RemoteFunction<A extends @Nullable Object, R extends @Nullable Object>
        extends Function<A, R>, Serializable {
    /// @throws Exception any: the task fails with it
    R applyRemotely(A argument) throws Exception;

    /// For callers in this process; a checked exception comes wrapped.
    @Override
    @SuppressWarnings("FunctionalInterfaceMethodChanged") // It is the same but for checked exceptions.
    default R apply(A argument) {
        try {
            return applyRemotely(argument);
        } catch (RuntimeException unchecked) {
            throw unchecked;
        } catch (Exception checked) {
            throw new CompletionException(checked);
        }
    }
}
