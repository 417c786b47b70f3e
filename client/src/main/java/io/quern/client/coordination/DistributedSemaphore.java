package io.quern.client.coordination;

import io.quern.core.message.CoordinationAnswer;
import io.quern.core.message.CoordinationRequest;
import io.quern.core.message.SharedName;
import io.quern.core.value.ProgramBound;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongFunction;

/// A number of leases that the whole cluster shares: so many at a time may do something, such as ask a database.
/// Thread-safe.
///
/// Whoever comes first is served first, so a request for many leases is not overtaken by one for few. All who use a
/// semaphore at the same time have to give the same number of leases. What is held ends with the program that holds
/// it.
///
/// All times are measured by the scheduler. Every method throws a [io.quern.core.error.QuernException] NETWORK
/// where the scheduler is lost.
@ProgramBound(remedy = "capture its name, and let the function connect to the cluster itself")
public final class DistributedSemaphore {
    private final HolderRequests requests;
    private final SharedName name;
    private final int leases;

    DistributedSemaphore(HolderRequests requests, SharedName name, int leases) {
        this.requests = requests;
        this.name = name;
        this.leases = leases;
    }

    public String name() {
        return name.text();
    }

    /// Leases that there are.
    public int leases() {
        return leases;
    }

    /// Waits for one lease.
    public HeldLease acquire() throws InterruptedException {
        return acquire(1);
    }

    /// Waits for so many leases at once.
    ///
    /// @throws InterruptedException if the thread is interrupted; it has got none then. Where it got them at the
    /// same
    ///     moment, they are returned and the thread stays interrupted
    /// @throws io.quern.core.error.QuernException USER where that are more than there are, or where others use the
    ///     semaphore with another number
    public HeldLease acquire(int count) throws InterruptedException {
        return acquire(count, CoordinationRequest.FOR_EVER)
                .orElseThrow(() -> new IllegalStateException("a wait without end ended"));
    }

    /// Takes one lease if it is free and nobody waits for it.
    public Optional<HeldLease> tryAcquire() {
        return tryAcquire(1);
    }

    /// Takes so many leases at once if they are free and nobody waits for one.
    public Optional<HeldLease> tryAcquire(int count) {
        long owner = requests.currentOwner();
        return lease(owner, count, requests.askUninterruptibly(asking(owner, count, 0)));
    }

    /// Waits for so many leases at once, as long as that.
    ///
    /// @return empty where the time was over
    public Optional<HeldLease> tryAcquire(int count, Duration wait) throws InterruptedException {
        return acquire(count, HolderRequests.nanos(wait));
    }

    private Optional<HeldLease> acquire(int count, long waitNanos) throws InterruptedException {
        long owner = requests.currentOwner();
        return lease(owner, count, requests.ask(asking(owner, count, waitNanos)));
    }

    private LongFunction<CoordinationRequest> asking(long owner, int count, long waitNanos) {
        return id -> new CoordinationRequest.AcquireLeases(id, owner, name, waitNanos, count, leases);
    }

    private Optional<HeldLease> lease(long owner, int count, CoordinationAnswer answer) {
        return switch (answer) {
            case CoordinationAnswer.LeaseGranted granted ->
                Optional.of(HeldLease.ofSemaphore(requests, owner, name, count, granted.fence()));
            case CoordinationAnswer.WaitTimedOut _ -> Optional.empty();
            default -> throw HolderRequests.unexpected(answer);
        };
    }

    /// Gives one lease back that this holder has: the calling thread, or the [HolderScope] that the semaphore comes
    /// from.
    public void release() {
        release(1);
    }

    /// Gives leases back that this holder has.
    ///
    /// @throws io.quern.core.error.QuernException USER where it has fewer
    public void release(int count) {
        long owner = requests.currentOwner();
        requests.tell(id -> new CoordinationRequest.ReleaseLeases(id, owner, name, count));
    }

    @Override
    public String toString() {
        return "distributed semaphore " + name + " of " + leases;
    }
}
