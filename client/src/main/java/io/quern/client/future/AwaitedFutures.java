package io.quern.client.future;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Futures that were waited for: those whose tasks have ended, however they did, and the others; in the order in
/// which they were given.
public record AwaitedFutures<T extends @Nullable Object>(List<RemoteFuture<T>> done, List<RemoteFuture<T>> pending) {
    public AwaitedFutures {
        done = List.copyOf(done);
        pending = List.copyOf(pending);
    }
}
