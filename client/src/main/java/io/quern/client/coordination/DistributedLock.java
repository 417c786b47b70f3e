package io.quern.client.coordination;

import io.quern.core.message.CoordinationAnswer;
import io.quern.core.message.CoordinationRequest;
import io.quern.core.message.SharedName;
import io.quern.core.value.ProgramBound;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.function.LongFunction;

/// A lock that one holder of the whole cluster has at a time; whoever comes first gets it first. Thread-safe.
///
/// The holder is the calling thread, or the [HolderScope] that this lock comes from. It is not reentrant: a holder
/// that has it and asks again would wait for itself, and is refused. It ends with the program that holds it, when
/// the scheduler takes that for dead; [#acquire] gives a [HeldLease], which knows.
///
/// All times are measured by the scheduler. Every method throws a [io.quern.core.error.QuernException] NETWORK
/// where the scheduler is lost.
@ProgramBound(remedy = "capture its name, and let the function connect to the cluster itself")
public final class DistributedLock implements Lock {
    private final HolderRequests requests;
    private final SharedName name;

    DistributedLock(HolderRequests requests, SharedName name) {
        this.requests = requests;
        this.name = name;
    }

    public String name() {
        return name.text();
    }

    /// Waits for the lock.
    ///
    /// @throws InterruptedException if the thread is interrupted; it has not got the lock then. Where it got it at
    /// the
    ///     same moment, the lock is returned and the thread stays interrupted
    public HeldLease acquire() throws InterruptedException {
        return acquire(CoordinationRequest.FOR_EVER)
                .orElseThrow(() -> new IllegalStateException("a wait without end ended"));
    }

    /// Waits for the lock as long as that.
    ///
    /// @return empty where the time was over
    public Optional<HeldLease> acquire(Duration wait) throws InterruptedException {
        return acquire(HolderRequests.nanos(wait));
    }

    private Optional<HeldLease> acquire(long waitNanos) throws InterruptedException {
        long owner = requests.currentOwner();
        return lease(owner, requests.ask(asking(owner, waitNanos)));
    }

    private Optional<HeldLease> acquireUninterruptibly(long waitNanos) {
        long owner = requests.currentOwner();
        return lease(owner, requests.askUninterruptibly(asking(owner, waitNanos)));
    }

    private LongFunction<CoordinationRequest> asking(long owner, long waitNanos) {
        return id -> new CoordinationRequest.AcquireLock(id, owner, name, waitNanos);
    }

    private Optional<HeldLease> lease(long owner, CoordinationAnswer answer) {
        return switch (answer) {
            case CoordinationAnswer.LeaseGranted granted ->
                Optional.of(HeldLease.ofLock(requests, owner, name, granted.fence()));
            case CoordinationAnswer.WaitTimedOut _ -> Optional.empty();
            default -> throw HolderRequests.unexpected(answer);
        };
    }

    @Override
    public void lock() {
        acquireUninterruptibly(CoordinationRequest.FOR_EVER);
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        acquire();
    }

    /// Takes the lock if it is free and nobody waits for it; asks the scheduler all the same.
    @Override
    public boolean tryLock() {
        return acquireUninterruptibly(0).isPresent();
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return acquire(unit.toNanos(time)).isPresent();
    }

    /// Gives the lock back.
    ///
    /// @throws io.quern.core.error.QuernException USER where this holder does not have it
    @Override
    public void unlock() {
        long owner = requests.currentOwner();
        requests.tell(id -> new CoordinationRequest.ReleaseLock(id, owner, name));
    }

    /// There are none.
    ///
    /// @throws UnsupportedOperationException always
    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException(
                "distributed lock " + name + " has no conditions; wait for a DistributedEvent or a DistributedQueue");
    }

    @Override
    public String toString() {
        return "distributed lock " + name;
    }
}
