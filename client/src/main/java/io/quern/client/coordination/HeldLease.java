package io.quern.client.coordination;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.message.CoordinationRequest;
import io.quern.core.message.SharedName;
import io.quern.core.value.ProgramBound;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// Leases of a lock or semaphore that are held until this is closed, by any thread. Thread-safe.
///
/// A lease ends earlier where the scheduler takes this program for dead, as after a long pause or a broken network,
/// and others may get it then. [#isHeld] says what is known here; a resource that must not be touched by two has to
/// check [#fence].
@ProgramBound(remedy = "capture its name, and let the function connect to the cluster itself")
public final class HeldLease implements AutoCloseable {
    private final HolderRequests requests;
    private final String object;
    private final long fence;
    private final LongFunction<CoordinationRequest> release;
    private final long stream;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    private HeldLease(HolderRequests requests, String object, long fence, LongFunction<CoordinationRequest> release) {
        this.requests = requests;
        this.object = object;
        this.fence = fence;
        this.release = release;
        this.stream = requests.scheduler().stream();
    }

    static HeldLease ofLock(HolderRequests requests, long owner, SharedName name, long fence) {
        return new HeldLease(
                requests, "lock " + name, fence, id -> new CoordinationRequest.ReleaseLock(id, owner, name));
    }

    static HeldLease ofSemaphore(HolderRequests requests, long owner, SharedName name, int count, long fence) {
        return new HeldLease(
                requests,
                "semaphore " + name,
                fence,
                id -> new CoordinationRequest.ReleaseLeases(id, owner, name, count));
    }

    /// A number larger than that of every lease granted before on this cluster. A store that remembers the largest
    /// it has seen, and refuses smaller ones, is safe from a holder that was taken for dead and is not.
    public long fence() {
        return fence;
    }

    /// Whether it is held, as far as this program knows: not closed, and the stream to the scheduler not broken since.
    public boolean isHeld() {
        return !isClosed.get() && requests.scheduler().isOpen(stream);
    }

    /// Gives the leases back. Does nothing when called again.
    ///
    /// @throws QuernException NETWORK where the scheduler was lost meanwhile: the lease ended at that moment, and
    /// what
    ///     was done under it may have met with another holder; USER where it was released otherwise
    @Override
    public void close() {
        if (!isClosed.compareAndSet(false, true)) {
            return;
        }
        if (!requests.scheduler().isOpen(stream)) {
            throw ended("the stream to the scheduler broke", null);
        }
        try {
            requests.tell(release);
        } catch (QuernException e) {
            if (e.code() != ErrorCode.NETWORK) {
                throw e;
            }
            throw ended(String.valueOf(e.getMessage()), e);
        }
    }

    private QuernException ended(String reason, @Nullable QuernException cause) {
        return new QuernException(
                ErrorCode.NETWORK,
                "the lease of " + object + " ended before it was released: " + reason
                        + "; check what was done under it, another holder may have been at it since",
                cause);
    }

    @Override
    public String toString() {
        return "lease " + fence + " of " + object + (isHeld() ? "" : ", ended");
    }
}
