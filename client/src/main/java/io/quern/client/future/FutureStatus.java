package io.quern.client.future;

/// Where the task of a [RemoteFuture] stands.
public enum FutureStatus {
    /// It waits, runs, or is made again because its result was lost.
    PENDING,
    /// Its result is in memory on a worker.
    FINISHED,
    /// It failed, or something that it depends on did; or its cluster was lost.
    FAILED,
    /// It was cancelled, or something that it depends on was.
    CANCELLED,
    /// The handle was closed: the result is not this handle's any more.
    CLOSED
}
