package io.quern.worker;

import io.quern.core.config.MemorySettings;
import io.quern.core.config.SpillSettings;
import java.util.Map;

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
public record WorkerOptions(
        String name,
        int threads,
        long memoryBytes,
        String schedulerAddress,
        String dataAddress,
        WorkerTimes times,
        Map<String, Long> resources,
        MemorySettings memory,
        SpillSettings spill) {
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
                SpillSettings.temporary());
    }

    /// The same, with other times.
    public WorkerOptions withTimes(WorkerTimes newTimes) {
        return with(newTimes, resources, memory, spill);
    }

    /// The same, with resources.
    public WorkerOptions withResources(Map<String, Long> newResources) {
        return with(times, newResources, memory, spill);
    }

    /// The same, with other settings of its memory.
    public WorkerOptions withMemory(MemorySettings newMemory, SpillSettings newSpill) {
        return with(times, resources, newMemory, newSpill);
    }

    private WorkerOptions with(
            WorkerTimes newTimes, Map<String, Long> newResources, MemorySettings newMemory, SpillSettings newSpill) {
        return new WorkerOptions(
                name, threads, memoryBytes, schedulerAddress, dataAddress, newTimes, newResources, newMemory, newSpill);
    }
}
