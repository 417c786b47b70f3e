package io.quern.client.coordination;

import io.quern.core.error.QuernException;
import io.quern.core.message.CoordinationRequest;
import io.quern.core.value.ProgramBound;

/// A holder of its own within this program, for work that is not one thread: such as a task. Whatever threads
/// acquire through its [#coordination] is held by it, and ends when it is closed. Thread-safe.
@ProgramBound(remedy = "capture its name, and let the function connect to the cluster itself")
public final class HolderScope implements AutoCloseable {
    private final HolderRequests requests;
    private final Coordination coordination;
    private final long stream;

    HolderScope(HolderRequests requests, Coordination coordination) {
        this.requests = requests;
        this.coordination = coordination;
        this.stream = requests.scheduler().stream();
    }

    /// What this holder works with.
    public Coordination coordination() {
        return coordination;
    }

    /// Ends its leases and its waits; threads that wait get a [java.util.concurrent.CancellationException]. Where
    /// the stream to the scheduler broke meanwhile, they have ended already.
    @Override
    public void close() {
        try {
            requests.tell(id -> new CoordinationRequest.EndHolder(id, requests.currentOwner()));
        } catch (QuernException e) {
            if (requests.scheduler().isOpen(stream)) {
                throw e;
            }
        }
    }
}
