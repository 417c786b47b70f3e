package io.quern.client.coordination;

import io.quern.core.message.CoordinationAnswer;
import io.quern.core.message.CoordinationRequest;
import io.quern.core.message.SharedKind;
import io.quern.core.message.SharedName;
import io.quern.core.message.SharedValue;
import io.quern.core.value.ProgramBound;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongFunction;

/// A bounded queue that the whole cluster shares, with the names of [java.util.concurrent.BlockingQueue].
/// Thread-safe.
///
/// It is for small values, at most 1 MiB each: they stay with the scheduler. Values leave in the order in which
/// they came, those who wait are served in the order in which they came, and a value goes to one taker. What is in
/// it stays there without the program that put it in. A value that was given to a program that dies at that moment
/// is lost.
///
/// All times are measured by the scheduler. Every method throws a [io.quern.core.error.QuernException] NETWORK
/// where the scheduler is lost, and USER where others use the queue with another capacity.
///
/// @param <T> type of the values
@ProgramBound(remedy = "capture its name, and let the function connect to the cluster itself")
public final class DistributedQueue<T> {
    private final HolderRequests requests;
    private final SharedName name;
    private final int capacity;
    private final TypedValues<T> values;

    DistributedQueue(HolderRequests requests, SharedName name, int capacity, TypedValues<T> values) {
        this.requests = requests;
        this.name = name;
        this.capacity = capacity;
        this.values = values;
    }

    public String name() {
        return name.text();
    }

    /// Values that it has room for.
    public int capacity() {
        return capacity;
    }

    /// Appends, and waits for room.
    ///
    /// @throws InterruptedException if the thread is interrupted; the value is not in the queue then
    public void put(T value) throws InterruptedException {
        offer(value, CoordinationRequest.FOR_EVER);
    }

    /// Appends if there is room and nobody waits for it.
    public boolean offer(T value) {
        return HolderRequests.isDone(requests.askUninterruptibly(putting(value, 0)));
    }

    /// Appends, and waits for room as long as that.
    ///
    /// @return false where the time was over: the value is not in the queue
    public boolean offer(T value, Duration wait) throws InterruptedException {
        return offer(value, HolderRequests.nanos(wait));
    }

    private boolean offer(T value, long waitNanos) throws InterruptedException {
        return HolderRequests.isDone(requests.ask(putting(value, waitNanos)));
    }

    private LongFunction<CoordinationRequest> putting(T value, long waitNanos) {
        long owner = requests.currentOwner();
        SharedValue encoded = values.encode(value);
        return id -> new CoordinationRequest.PutItem(id, owner, name, waitNanos, capacity, encoded);
    }

    /// Takes the head, and waits for one.
    ///
    /// @throws InterruptedException if the thread is interrupted; nothing was taken then. Where a value came at the
    ///     same moment, it is returned and the thread stays interrupted
    public T take() throws InterruptedException {
        return poll(CoordinationRequest.FOR_EVER)
                .orElseThrow(() -> new IllegalStateException("a wait without end ended"));
    }

    /// Takes the head if there is one and nobody waits for it.
    public Optional<T> poll() {
        return given(requests.askUninterruptibly(taking(0)));
    }

    /// Takes the head, and waits for one as long as that.
    ///
    /// @return empty where the time was over
    public Optional<T> poll(Duration wait) throws InterruptedException {
        return poll(HolderRequests.nanos(wait));
    }

    private Optional<T> poll(long waitNanos) throws InterruptedException {
        return given(requests.ask(taking(waitNanos)));
    }

    private LongFunction<CoordinationRequest> taking(long waitNanos) {
        long owner = requests.currentOwner();
        return id -> new CoordinationRequest.TakeItem(id, owner, name, waitNanos, capacity);
    }

    private Optional<T> given(CoordinationAnswer answer) {
        return switch (answer) {
            case CoordinationAnswer.ValueGiven given -> Optional.of(values.decode(given.value()));
            case CoordinationAnswer.WaitTimedOut _ -> Optional.empty();
            default -> throw HolderRequests.unexpected(answer);
        };
    }

    /// Values that are in it.
    public int size() {
        CoordinationAnswer answer = requests.askUninterruptibly(id -> new CoordinationRequest.CountItems(id, name));
        return switch (answer) {
            case CoordinationAnswer.ItemCount items -> items.count();
            default -> throw HolderRequests.unexpected(answer);
        };
    }

    public boolean isEmpty() {
        return size() == 0;
    }

    /// Room that is left.
    public int remainingCapacity() {
        return Math.max(0, capacity - size());
    }

    /// Drops the values that are in it; those who wait with one put theirs in after that.
    public void clear() {
        requests.tell(id -> new CoordinationRequest.ResetObject(id, SharedKind.QUEUE, name));
    }

    @Override
    public String toString() {
        return "distributed queue " + name + " of " + capacity;
    }
}
