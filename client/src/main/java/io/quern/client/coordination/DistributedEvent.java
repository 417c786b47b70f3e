package io.quern.client.coordination;

import io.quern.core.message.CoordinationRequest;
import io.quern.core.message.SharedKind;
import io.quern.core.message.SharedName;
import io.quern.core.value.ProgramBound;
import java.time.Duration;

/// Something that has happened or not, for the whole cluster to wait for. Thread-safe.
///
/// It stays set, also without the program that set it, until somebody clears it. Whoever waits is woken once by the
/// next setting, even if the event is cleared at once.
///
/// All times are measured by the scheduler. Every method throws a [io.quern.core.error.QuernException] NETWORK
/// where the scheduler is lost.
@ProgramBound(remedy = "capture its name, and let the function connect to the cluster itself")
public final class DistributedEvent {
    private final HolderRequests requests;
    private final SharedName name;

    DistributedEvent(HolderRequests requests, SharedName name) {
        this.requests = requests;
        this.name = name;
    }

    public String name() {
        return name.text();
    }

    /// Wakes everybody who waits; nobody waits any more until [#clear].
    public void set() {
        requests.tell(id -> new CoordinationRequest.SetEvent(id, name));
    }

    /// Makes it as if it had not happened.
    public void clear() {
        requests.tell(id -> new CoordinationRequest.ResetObject(id, SharedKind.EVENT, name));
    }

    public boolean isSet() {
        long owner = requests.currentOwner();
        return HolderRequests.isDone(
                requests.askUninterruptibly(id -> new CoordinationRequest.AwaitEvent(id, owner, name, 0)));
    }

    /// Waits until it is set.
    public void await() throws InterruptedException {
        await(CoordinationRequest.FOR_EVER);
    }

    /// Waits as long as that.
    ///
    /// @return whether it is set; false where the time was over
    public boolean await(Duration wait) throws InterruptedException {
        return await(HolderRequests.nanos(wait));
    }

    private boolean await(long waitNanos) throws InterruptedException {
        long owner = requests.currentOwner();
        return HolderRequests.isDone(
                requests.ask(id -> new CoordinationRequest.AwaitEvent(id, owner, name, waitNanos)));
    }

    @Override
    public String toString() {
        return "distributed event " + name;
    }
}
