package io.quern.core.message;

/// What a client asks about the objects that programs share.
///
/// Every request has an id that its client chooses, and gets exactly one [CoordinationAnswer] with that id.
/// [CancelWait] has none of its own: it makes the request that it names be answered at once.
///
/// An *owner* is a holder inside the client, such as a thread or a run of a task: what it holds and waits for ends
/// with it ([EndHolder]), and with its client. A wait of 0 or less only tries; [#FOR_EVER] has no end.
public sealed interface CoordinationRequest extends Message {
    /// A wait without end.
    long FOR_EVER = Long.MAX_VALUE;

    long request();

    /// Takes a lock. Answered by [CoordinationAnswer.LeaseGranted], or refused where this owner has it already.
    record AcquireLock(long request, long owner, SharedName name, long waitNanos) implements CoordinationRequest {}

    /// Gives a lock back that this owner has.
    record ReleaseLock(long request, long owner, SharedName name) implements CoordinationRequest {}

    /// Takes leases of a semaphore, all of them at once. Answered by [CoordinationAnswer.LeaseGranted].
    ///
    /// @param leasesMax what the semaphore has; the same for everyone who uses it at that time
    record AcquireLeases(long request, long owner, SharedName name, long waitNanos, int count, int leasesMax)
            implements CoordinationRequest {}

    /// Gives leases of a semaphore back that this owner has.
    record ReleaseLeases(long request, long owner, SharedName name, int count) implements CoordinationRequest {}

    /// Sets an event: everyone who waits for it goes on, and whoever comes later does not wait.
    record SetEvent(long request, SharedName name) implements CoordinationRequest {}

    /// Answered by [CoordinationAnswer.RequestDone] once the event is set.
    record AwaitEvent(long request, long owner, SharedName name, long waitNanos) implements CoordinationRequest {}

    /// Appends to a queue, once there is room.
    ///
    /// @param capacity values that the queue may hold; the same for everyone who uses it at that time
    record PutItem(long request, long owner, SharedName name, long waitNanos, int capacity, SharedValue value)
            implements CoordinationRequest {}

    /// Takes the head of a queue, once there is one. Answered by [CoordinationAnswer.ValueGiven].
    record TakeItem(long request, long owner, SharedName name, long waitNanos, int capacity)
            implements CoordinationRequest {}

    /// How many values a queue holds: [CoordinationAnswer.ItemCount].
    record CountItems(long request, SharedName name) implements CoordinationRequest {}

    /// Gives a variable a value, in place of the one that it has.
    record SetVariable(long request, SharedName name, SharedValue value) implements CoordinationRequest {}

    /// The value of a variable, once it has one: [CoordinationAnswer.ValueGiven].
    record GetVariable(long request, long owner, SharedName name, long waitNanos) implements CoordinationRequest {}

    /// Takes the state away from an event (it is no longer set), a queue (its values are dropped) or a variable (it
    /// has no value). Refused for locks and semaphores, which are released by those who hold them.
    record ResetObject(long request, SharedKind kind, SharedName name) implements CoordinationRequest {}

    /// Ends the wait of an earlier request. It is answered by [CoordinationAnswer.WaitCancelled], unless its answer
    /// is on its way already: then that one holds.
    record CancelWait(long request) implements CoordinationRequest {}

    /// The owner is no more: its leases end, and its waits are answered by [CoordinationAnswer.WaitCancelled].
    record EndHolder(long request, long owner) implements CoordinationRequest {}

    /// Everything that is in use: [CoordinationAnswer.ObjectListing].
    record ListObjects(long request) implements CoordinationRequest {}
}
