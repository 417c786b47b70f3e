package io.quern.core.hook;

/// The worker that a [WorkerHook] runs in.
///
/// @param threads tasks that it will run at once
/// @param memoryBytes limit of its processes together
public record StartingWorker(String name, int threads, long memoryBytes) {}
