package io.quern.client.future;

import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Futures in the order in which their tasks end: failed and cancelled ones too. More may be added while it is
/// used, also by the thread that iterates:
///
///     CompletedFutures<Page> pages = client.asCompleted(client.map(Crawler::fetch, links));
///     for (RemoteFuture<Page> page : pages) {
///         page.join().links().forEach(link -> pages.add(client.submit(Crawler::fetch, link)));
///     }
///
/// A future that is added twice comes twice. Thread-safe; each future is given to one caller.
@SuppressWarnings("IterableAndIterator") // For a for loop, to which the body adds.
public interface CompletedFutures<T extends @Nullable Object>
        extends Iterator<RemoteFuture<T>>, Iterable<RemoteFuture<T>> {
    void add(RemoteFuture<T> future);

    /// Whether there is one that has not been given out, ended or not.
    @Override
    boolean hasNext();

    /// Waits for the next one.
    ///
    /// @throws java.util.NoSuchElementException where all have been given out
    /// @throws io.quern.core.error.QuernException if the thread was interrupted, which stays set
    @Override
    RemoteFuture<T> next();

    /// The next one that ends within that time; empty where none does, or all have been given out.
    Optional<RemoteFuture<T>> poll(Duration longest);

    /// Futures that have not been given out.
    int size();

    /// This, for use in a `for` loop.
    @Override
    default Iterator<RemoteFuture<T>> iterator() {
        return this;
    }
}
