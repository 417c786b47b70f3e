package io.quern.client.call;

import org.jspecify.annotations.Nullable;

/// A runnable where a callable is expected; its result is null.
public record RunAsCallable(Runnable runnable) implements RemoteCallable<@Nullable Void> {
    @Override
    public @Nullable Void call() throws Exception {
        if (runnable instanceof RemoteRunnable remote) {
            remote.runRemotely();
        } else {
            runnable.run();
        }
        return null;
    }
}
