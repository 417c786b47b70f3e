package io.quern.client.call;

import org.jspecify.annotations.Nullable;

/// A runnable where a callable is expected, and what it shall return.
public record RunAsCallable(Runnable runnable, @Nullable Object result) implements RemoteCallable<@Nullable Object> {
    @Override
    public @Nullable Object call() throws Exception {
        if (runnable instanceof RemoteRunnable remote) {
            remote.runRemotely();
        } else {
            runnable.run();
        }
        return result;
    }
}
