package io.quern.core.message;

import io.quern.core.error.ErrorCode;
import java.util.List;

/// The one answer to a [CoordinationRequest], by its id.
public sealed interface CoordinationAnswer extends Message {
    long request();

    /// The leases are held from now on.
    ///
    /// @param fence larger than that of every lease granted before on this cluster; whoever guards a resource
    /// with it refuses those with a smaller one than it has seen, since their holders are taken for dead
    record LeaseGranted(long request, long fence) implements CoordinationAnswer {}

    /// It is done, or the event is set.
    record RequestDone(long request) implements CoordinationAnswer {}

    /// The head of a queue, which is taken, or the value of a variable.
    record ValueGiven(long request, SharedValue value) implements CoordinationAnswer {}

    /// The wait is over, and nothing was changed.
    record WaitTimedOut(long request) implements CoordinationAnswer {}

    /// The wait was ended, and nothing was changed.
    record WaitCancelled(long request) implements CoordinationAnswer {}

    /// It cannot be done, and nothing was changed.
    ///
    /// @param reason names the object, the value seen, the limit and the remedy
    record CoordinationRefused(long request, ErrorCode code, String reason) implements CoordinationAnswer {}

    /// How many values a queue holds.
    record ItemCount(long request, int count) implements CoordinationAnswer {}

    /// The objects in use, by kind, then by name; the first ones where there are very many.
    record ObjectListing(long request, List<ObjectLine> objects) implements CoordinationAnswer {
        public ObjectListing {
            objects = List.copyOf(objects);
        }
    }

    /// One object in a listing.
    ///
    /// @param held leases held, values in a queue, 1 for an event that is set and a variable with a value
    /// @param limit of what is held
    /// @param waiting requests that wait
    record ObjectLine(SharedKind kind, SharedName name, int held, int limit, int waiting) {}
}
