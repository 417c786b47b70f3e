package io.quern.worker.store;

import io.quern.core.current.ActorObject;
import io.quern.core.key.RunId;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.ResultProvider;
import io.quern.worker.code.CodeUse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Holds results in memory, by the run that made them. What goes in and out is decided by the worker's state machine
/// alone; peers and runs only look up. Thread-safe.
///
/// A result that is dropped while a run or a peer still reads it lives on until they are done: results are immutable
/// and the collector sees to the rest. An actor that is dropped is closed.
public final class ResultStore implements ResultProvider {
    private final Map<RunId, StoredResult> results = new ConcurrentHashMap<>();
    private final AtomicLong heldBytes = new AtomicLong();
    private final ActorEnds actorEnds = new ActorEnds();

    /// Holds a result. The same result may be held again; the later one takes the place.
    ///
    /// @param code that its classes are of; stays in use until the result is dropped
    public void keep(RunId run, HeldResult result, CodeUse code) {
        StoredResult earlier = results.put(run, new StoredResult(result, code));
        heldBytes.addAndGet(result.sizeBytes());
        let(earlier);
    }

    /// Lets a result go; does nothing where it is not held.
    public void drop(RunId run) {
        let(results.remove(run));
    }

    private void let(@Nullable StoredResult gone) {
        if (gone != null) {
            heldBytes.addAndGet(-gone.result().sizeBytes());
            if (gone.result().value() instanceof ActorObject actor) {
                actorEnds.end(actor, gone.code());
            } else {
                gone.code().close();
            }
        }
    }

    /// Waits for the actors that were dropped to be closed.
    ///
    /// @param grace at most so long; then they are left to themselves
    public void awaitEnds(Duration grace) throws InterruptedException {
        actorEnds.await(grace);
    }

    @Override
    public Optional<HeldResult> lookUp(RunId result) {
        return Optional.ofNullable(results.get(result)).map(StoredResult::result);
    }

    /// A result that must be here.
    ///
    /// @throws IllegalStateException if it is not: the machine started a run without one of its inputs
    public StoredResult get(RunId result) {
        StoredResult held = results.get(result);
        if (held == null) {
            throw new IllegalStateException("result " + result + " is not in the store");
        }
        return held;
    }

    /// Sum of the sizes of all results held.
    public long heldBytes() {
        return heldBytes.get();
    }
}
