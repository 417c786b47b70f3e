package io.quern.client.call;

import java.io.Serializable;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A [Consumer] that can be sent, and may throw checked exceptions: a lambda of one argument without a result.
@FunctionalInterface
public interface RemoteConsumer<A extends @Nullable Object> extends Consumer<A>, Serializable {
    /// @throws Exception any: the task fails with it
    void acceptRemotely(A argument) throws Exception;

    /// For callers in this process; a checked exception comes wrapped.
    @Override
    @SuppressWarnings("FunctionalInterfaceMethodChanged") // It is the same but for checked exceptions.
    default void accept(A argument) {
        try {
            acceptRemotely(argument);
        } catch (RuntimeException unchecked) {
            throw unchecked;
        } catch (Exception checked) {
            throw new CompletionException(checked);
        }
    }
}
