package io.quern.worker;

import io.quern.core.config.MemorySettings;
import io.quern.core.config.SpillSettings;
import java.util.Map;
import java.util.function.Consumer;

/// How a worker is set up.
///
/// @param name what people and the scheduler call it
/// @param threads tasks that it runs at once
/// @param memoryBytes limit of its processes together; told to the scheduler
/// @param schedulerAddress where it registers
/// @param dataAddress where it serves results; the port may be 0
/// @param times how long it waits for what
/// @param resources abstract amounts that it has for tasks that ask for them, by name
/// @param memory at which shares of its memory it does something about it
/// @param spill where it writes what does not fit there
/// @param outOfMemory ends the process where it is the worker's own, before a run is told as failed that had such an
///     error; does nothing where the process is a program's
public record WorkerOptions(
        String name,
        int threads,
        long memoryBytes,
        String schedulerAddress,
        String dataAddress,
        WorkerTimes times,
        Map<String, Long> resources,
        MemorySettings memory,
        SpillSettings spill,
        Consumer<OutOfMemoryError> outOfMemory) {
    public WorkerOptions {
        resources = Map.copyOf(resources);
        if (threads < 1) {
            throw new IllegalArgumentException("worker " + name + " needs at least one thread, got " + threads);
        }
        if (memoryBytes < 1) {
            throw new IllegalArgumentException("worker " + name + " needs memory, got " + memoryBytes + " bytes");
        }
    }

    /// With the times, shares and folder of the defaults, and no resources.
    public static WorkerOptions of(
            String name, int threads, long memoryBytes, String schedulerAddress, String dataAddress) {
        return new WorkerOptions(
                name,
                threads,
                memoryBytes,
                schedulerAddress,
                dataAddress,
                WorkerTimes.DEFAULT,
                Map.of(),
                MemorySettings.DEFAULT,
                SpillSettings.temporary(),
                _ -> {});
    }

    /// The same, with other times.
    public WorkerOptions withTimes(WorkerTimes newTimes) {
        return with(newTimes, resources, memory, spill, outOfMemory);
    }

    /// The same, with resources.
    public WorkerOptions withResources(Map<String, Long> newResources) {
        return with(times, newResources, memory, spill, outOfMemory);
    }

    /// The same, with other settings of its memory.
    public WorkerOptions withMemory(MemorySettings newMemory, SpillSettings newSpill) {
        return with(times, resources, newMemory, newSpill, outOfMemory);
    }

    /// The same, for a process of its own.
    public WorkerOptions withOutOfMemory(Consumer<OutOfMemoryError> newOutOfMemory) {
        return with(times, resources, memory, spill, newOutOfMemory);
    }

    private WorkerOptions with(
            WorkerTimes newTimes,
            Map<String, Long> newResources,
            MemorySettings newMemory,
            SpillSettings newSpill,
            Consumer<OutOfMemoryError> newOutOfMemory) {
        return new WorkerOptions(
                name,
                threads,
                memoryBytes,
                schedulerAddress,
                dataAddress,
                newTimes,
                newResources,
                newMemory,
                newSpill,
                newOutOfMemory);
    }
}
