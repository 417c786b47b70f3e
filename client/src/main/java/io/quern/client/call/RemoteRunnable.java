package io.quern.client.call;

import java.io.Serializable;
import java.util.concurrent.CompletionException;

/// A [Runnable] that can be sent, and may throw checked exceptions.
@FunctionalInterface
public interface RemoteRunnable extends Runnable, Serializable {
    /// @throws Exception any: the task fails with it
    void runRemotely() throws Exception;

    /// For callers in this process; a checked exception comes wrapped.
    @Override
    @SuppressWarnings("FunctionalInterfaceMethodChanged") // It is the same but for checked exceptions.
    default void run() {
        try {
            runRemotely();
        } catch (RuntimeException unchecked) {
            throw unchecked;
        } catch (Exception checked) {
            throw new CompletionException(checked);
        }
    }
}
