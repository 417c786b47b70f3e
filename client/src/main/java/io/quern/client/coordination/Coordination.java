package io.quern.client.coordination;

import io.quern.core.error.QuernException;
import io.quern.core.message.CoordinationAnswer;
import io.quern.core.message.CoordinationAnswer.ObjectLine;
import io.quern.core.message.CoordinationRequest;
import io.quern.core.value.ProgramBound;
import io.quern.core.value.ValueCodecs;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The objects that all programs of a cluster share, by name. Thread-safe.
///
/// An object is not created or closed: it exists while somebody holds it, waits for it, or has left a value in it.
/// Leases end with the connection, and what queues, variables and events hold ends with the scheduler, also where
/// it keeps a journal: whoever got such an object before is told so, and gets it anew.
/// The kinds have names of their own. What a thread acquires it has to release; what [#openHolder] acquires ends
/// with that scope; and everything that this program holds ends with it.
@ProgramBound(remedy = "capture its name, and let the function connect to the cluster itself")
public final class Coordination {
    private final HolderRequests requests;
    private final Codecs codecs;
    private final AtomicLong scopes;

    /// Programs get theirs from the client or the cluster.
    ///
    /// @param codecs loads those for the values of queues and variables, when they are needed first
    public Coordination(CoordinationRequests scheduler, Supplier<ValueCodecs> codecs) {
        this(
                new HolderRequests(scheduler, () -> Thread.currentThread().threadId()),
                new Codecs(codecs),
                new AtomicLong());
    }

    private Coordination(HolderRequests requests, Codecs codecs, AtomicLong scopes) {
        this.requests = requests;
        this.codecs = codecs;
        this.scopes = scopes;
    }

    /// A lock.
    ///
    /// @param name from 1 to 255 characters
    public DistributedLock lock(String name) {
        return new DistributedLock(requests, HolderRequests.name(name));
    }

    /// A semaphore.
    ///
    /// @param leases how many there are; the same for all who use it at a time
    public DistributedSemaphore semaphore(String name, int leases) {
        if (leases < 1) {
            throw QuernException.user("semaphore " + name + " needs at least one lease, got " + leases);
        }
        return new DistributedSemaphore(requests, HolderRequests.name(name), leases);
    }

    /// An event.
    public DistributedEvent event(String name) {
        return new DistributedEvent(requests.forKeptState(), HolderRequests.name(name));
    }

    /// A queue.
    ///
    /// @param capacity values that it has room for, the same for all who use it at a time; `Integer.MAX_VALUE`
    /// where
    ///     only the scheduler's memory bounds it
    /// @param type of the values; anything that can be an argument of a task
    public <T> DistributedQueue<T> queue(String name, int capacity, Class<T> type) {
        if (capacity < 1) {
            throw QuernException.user("queue " + name + " needs room for at least one value, got " + capacity);
        }
        return new DistributedQueue<>(
                requests.forKeptState(),
                HolderRequests.name(name),
                capacity,
                new TypedValues<>(codecs.get(), "queue " + name, type));
    }

    /// A variable.
    ///
    /// @param type of the value; anything that can be an argument of a task
    public <T> DistributedVariable<T> variable(String name, Class<T> type) {
        return new DistributedVariable<>(
                requests.forKeptState(),
                HolderRequests.name(name),
                new TypedValues<>(codecs.get(), "variable " + name, type));
    }

    /// Everything that is in use on the cluster, by kind and name; the first ten thousand.
    public List<ObjectLine> objects() {
        CoordinationAnswer answer = requests.askUninterruptibly(CoordinationRequest.ListObjects::new);
        return switch (answer) {
            case CoordinationAnswer.ObjectListing listing -> listing.objects();
            default -> throw HolderRequests.unexpected(answer);
        };
    }

    /// A holder of its own, whose leases end when it is closed.
    public HolderScope openHolder() {
        // Threads have positive numbers.
        long owner = -scopes.incrementAndGet();
        HolderRequests own = new HolderRequests(requests.scheduler(), () -> owner);
        return new HolderScope(own, new Coordination(own, codecs, scopes));
    }

    /// Loads them once, or twice where two threads come at the same time.
    private static final class Codecs {
        private final Supplier<ValueCodecs> loading;
        private final AtomicReference<@Nullable ValueCodecs> loaded = new AtomicReference<>();

        Codecs(Supplier<ValueCodecs> loading) {
            this.loading = loading;
        }

        ValueCodecs get() {
            ValueCodecs known = loaded.get();
            if (known == null) {
                known = loading.get();
                loaded.set(known);
            }
            return known;
        }
    }
}
