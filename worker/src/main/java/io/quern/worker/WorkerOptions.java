package io.quern.worker;

import io.quern.core.config.MemorySettings;
import io.quern.core.config.SpillSettings;
import java.time.Duration;
import java.util.Map;

/// How a worker is set up.
///
/// @param name what people and the scheduler call it
/// @param threads tasks that it runs at once
/// @param memoryBytes limit of its processes together; told to the scheduler
/// @param schedulerAddress where it registers
/// @param dataAddress where it serves results; the port may be 0
/// @param connectFor how long it tries to reach a scheduler at the start, before it ends
/// @param reconnectFor how long it tries to come back to one that it lost, before it ends
/// @param heartbeat interval of heartbeats
/// @param schedulerSilenceMax after hearing nothing of the scheduler for so long it stops its runs
/// @param stopGrace how long it waits for interrupted runs when it stops
/// @param cancelGrace how long a cancelled run may ignore its interrupt before the worker wants to be started
///     anew; zero
///     for ever
/// @param resources abstract amounts that it has for tasks that ask for them, by name
/// @param memory at which shares of its memory it does something about it
/// @param spill where it writes what does not fit there
public record WorkerOptions(
        String name,
        int threads,
        long memoryBytes,
        String schedulerAddress,
        String dataAddress,
        Duration connectFor,
        Duration reconnectFor,
        Duration heartbeat,
        Duration schedulerSilenceMax,
        Duration stopGrace,
        Duration cancelGrace,
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

    /// With the shares and the folder of the defaults.
    public WorkerOptions(
            String name,
            int threads,
            long memoryBytes,
            String schedulerAddress,
            String dataAddress,
            Duration connectFor,
            Duration reconnectFor,
            Duration heartbeat,
            Duration schedulerSilenceMax,
            Duration stopGrace,
            Duration cancelGrace,
            Map<String, Long> resources) {
        this(
                name,
                threads,
                memoryBytes,
                schedulerAddress,
                dataAddress,
                connectFor,
                reconnectFor,
                heartbeat,
                schedulerSilenceMax,
                stopGrace,
                cancelGrace,
                resources,
                MemorySettings.DEFAULT,
                SpillSettings.temporary());
    }

    /// Tries for 30 seconds at the start and for 10 minutes to come back, beats once a second, stops
    /// its runs after 20 seconds of silence, waits 5 seconds for them.
    public static WorkerOptions of(
            String name, int threads, long memoryBytes, String schedulerAddress, String dataAddress) {
        return new WorkerOptions(
                name,
                threads,
                memoryBytes,
                schedulerAddress,
                dataAddress,
                Duration.ofSeconds(30),
                Duration.ofMinutes(10),
                Duration.ofSeconds(1),
                Duration.ofSeconds(20),
                Duration.ofSeconds(5),
                Duration.ZERO,
                Map.of());
    }

    /// The same, beating and waiting for its scheduler at other intervals.
    public WorkerOptions withLiveness(Duration newHeartbeat, Duration newSchedulerSilenceMax) {
        return new WorkerOptions(
                name,
                threads,
                memoryBytes,
                schedulerAddress,
                dataAddress,
                connectFor,
                reconnectFor,
                newHeartbeat,
                newSchedulerSilenceMax,
                stopGrace,
                cancelGrace,
                resources,
                memory,
                spill);
    }

    /// The same, with resources.
    public WorkerOptions withResources(Map<String, Long> newResources) {
        return new WorkerOptions(
                name,
                threads,
                memoryBytes,
                schedulerAddress,
                dataAddress,
                connectFor,
                reconnectFor,
                heartbeat,
                schedulerSilenceMax,
                stopGrace,
                cancelGrace,
                newResources,
                memory,
                spill);
    }

    /// The same, bearing cancelled runs that go on for another time. For processes that somebody starts anew.
    public WorkerOptions withCancelGrace(Duration newCancelGrace) {
        return new WorkerOptions(
                name,
                threads,
                memoryBytes,
                schedulerAddress,
                dataAddress,
                connectFor,
                reconnectFor,
                heartbeat,
                schedulerSilenceMax,
                stopGrace,
                newCancelGrace,
                resources,
                memory,
                spill);
    }

    /// The same, trying for another time to come back to a scheduler that it lost.
    public WorkerOptions withReconnectFor(Duration newReconnectFor) {
        return new WorkerOptions(
                name,
                threads,
                memoryBytes,
                schedulerAddress,
                dataAddress,
                connectFor,
                newReconnectFor,
                heartbeat,
                schedulerSilenceMax,
                stopGrace,
                cancelGrace,
                resources,
                memory,
                spill);
    }

    /// The same, with other settings of its memory.
    public WorkerOptions withMemory(MemorySettings newMemory, SpillSettings newSpill) {
        return new WorkerOptions(
                name,
                threads,
                memoryBytes,
                schedulerAddress,
                dataAddress,
                connectFor,
                reconnectFor,
                heartbeat,
                schedulerSilenceMax,
                stopGrace,
                cancelGrace,
                resources,
                newMemory,
                newSpill);
    }
}
