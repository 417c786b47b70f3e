package io.quern.client.coordination;

import io.quern.core.message.CoordinationAnswer;
import io.quern.core.message.CoordinationRequest;
import io.quern.core.message.SharedKind;
import io.quern.core.message.SharedName;
import io.quern.core.message.SharedValue;
import io.quern.core.value.ProgramBound;
import java.time.Duration;
import java.util.Optional;

/// A value that the whole cluster shares. Thread-safe.
///
/// It is for small values, at most 1 MiB: they stay with the scheduler. A variable keeps its value without the
/// program that set it, until somebody deletes it.
///
/// All times are measured by the scheduler. Every method throws a [io.quern.core.error.QuernException] NETWORK
/// where the scheduler is lost.
///
/// @param <T> type of the value
@ProgramBound(remedy = "capture its name, and let the function connect to the cluster itself")
public final class DistributedVariable<T> {
    private final HolderRequests requests;
    private final SharedName name;
    private final TypedValues<T> values;

    DistributedVariable(HolderRequests requests, SharedName name, TypedValues<T> values) {
        this.requests = requests;
        this.name = name;
        this.values = values;
    }

    public String name() {
        return name.text();
    }

    /// Gives it a value, in place of the one that it has; whoever waits for one gets it.
    public void set(T value) {
        SharedValue encoded = values.encode(value);
        requests.tell(id -> new CoordinationRequest.SetVariable(id, name, encoded));
    }

    /// The value; waits until there is one.
    public T get() throws InterruptedException {
        return get(CoordinationRequest.FOR_EVER)
                .orElseThrow(() -> new IllegalStateException("a wait without end ended"));
    }

    /// The value; waits for one as long as that.
    ///
    /// @return empty where the time was over
    public Optional<T> get(Duration wait) throws InterruptedException {
        return get(HolderRequests.nanos(wait));
    }

    private Optional<T> get(long waitNanos) throws InterruptedException {
        long owner = requests.currentOwner();
        CoordinationAnswer answer = requests.ask(id -> new CoordinationRequest.GetVariable(id, owner, name, waitNanos));
        return switch (answer) {
            case CoordinationAnswer.ValueGiven given -> Optional.of(values.decode(given.value()));
            case CoordinationAnswer.WaitTimedOut _ -> Optional.empty();
            default -> throw HolderRequests.unexpected(answer);
        };
    }

    /// Takes its value away; whoever asks for it waits until it gets another.
    public void delete() {
        requests.tell(id -> new CoordinationRequest.ResetObject(id, SharedKind.VARIABLE, name));
    }

    @Override
    public String toString() {
        return "distributed variable " + name;
    }
}
