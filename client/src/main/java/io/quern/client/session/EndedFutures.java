package io.quern.client.session;

import io.quern.client.cell.Waits;
import io.quern.client.future.CompletedFutures;
import io.quern.client.future.RemoteFuture;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Each future puts itself into a queue when its task ends.
final class EndedFutures<T extends @Nullable Object> implements CompletedFutures<T> {
    private final Waits waits;
    private final BlockingQueue<RemoteFuture<T>> ended = new LinkedBlockingQueue<>();

    /// Added, and neither given out nor promised to a caller that waits.
    private final AtomicInteger open = new AtomicInteger();

    EndedFutures(Waits waits) {
        this.waits = waits;
    }

    @Override
    public void add(RemoteFuture<T> future) {
        open.incrementAndGet();
        try {
            future.onDone(ended::add, Runnable::run);
        } catch (IllegalStateException closed) {
            open.decrementAndGet();
            throw closed;
        }
    }

    @Override
    public boolean hasNext() {
        return open.get() > 0;
    }

    @Override
    public int size() {
        return open.get();
    }

    @Override
    public RemoteFuture<T> next() {
        return take(Waits.WITHOUT_END)
                .orElseThrow(() -> new NoSuchElementException("all futures that were added have been given out"));
    }

    @Override
    public Optional<RemoteFuture<T>> poll(Duration longest) {
        return take(Waits.nanos(longest));
    }

    private Optional<RemoteFuture<T>> take(long nanosMax) {
        if (open.getAndUpdate(count -> Math.max(0, count - 1)) == 0) {
            return Optional.empty();
        }
        RemoteFuture<T> next = null;
        try {
            next = ended.poll();
            if (next == null) {
                next = await(nanosMax);
            }
            return Optional.ofNullable(next);
        } catch (InterruptedException interrupted) {
            throw Waits.interrupted("one of several tasks", interrupted);
        } finally {
            if (next == null) {
                open.incrementAndGet();
            }
        }
    }

    private @Nullable RemoteFuture<T> await(long nanosMax) throws InterruptedException {
        return waits.blocked(() -> Optional.ofNullable(ended.poll(nanosMax, TimeUnit.NANOSECONDS)))
                .orElse(null);
    }
}
