package io.quern.worker.store;

import io.quern.core.key.RunId;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.ResultProvider;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Holds results in memory, by the run that made them. What goes in and out is decided by the worker's state machine
/// alone; peers and runs only look up. Thread-safe.
///
/// A result that is dropped while a run or a peer still reads it lives on until they are done: results are immutable
/// and the collector sees to the rest.
public final class ResultStore implements ResultProvider {
    private final Map<RunId, HeldResult> results = new ConcurrentHashMap<>();
    private final AtomicLong heldBytes = new AtomicLong();

    /// Holds a result. The same result may be held again; the later one takes the place.
    public void keep(RunId run, HeldResult result) {
        HeldResult earlier = results.put(run, result);
        heldBytes.addAndGet(result.sizeBytes() - (earlier == null ? 0 : earlier.sizeBytes()));
    }

    /// Lets a result go; does nothing where it is not held.
    public void drop(RunId run) {
        HeldResult held = results.remove(run);
        if (held != null) {
            heldBytes.addAndGet(-held.sizeBytes());
        }
    }

    @Override
    public Optional<HeldResult> lookUp(RunId result) {
        return Optional.ofNullable(results.get(result));
    }

    /// The value of a result that must be here.
    ///
    /// @throws IllegalStateException if it is not: the machine started a run without one of its inputs
    public @Nullable Object value(RunId result) {
        HeldResult held = results.get(result);
        if (held == null) {
            throw new IllegalStateException("result " + result + " is not in the store");
        }
        return held.value();
    }

    /// Sum of the sizes of all results held.
    public long heldBytes() {
        return heldBytes.get();
    }
}
