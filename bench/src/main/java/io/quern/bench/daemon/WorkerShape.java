package io.quern.bench.daemon;

import java.util.List;
import java.util.Map;

/// The workers of a measurement, all alike.
///
/// @param memoryBytes what all processes of each may use
/// @param options of the command, besides those that follow from the others
/// @param environment of each
public record WorkerShape(
        int workers, int threads, long memoryBytes, List<String> options, Map<String, String> environment) {
    public WorkerShape {
        options = List.copyOf(options);
        environment = Map.copyOf(environment);
    }

    public static WorkerShape of(int workers, int threads, long memoryBytes) {
        return new WorkerShape(workers, threads, memoryBytes, List.of(), Map.of());
    }

    public WorkerShape withMemory(long bytes) {
        return new WorkerShape(workers, threads, bytes, options, environment);
    }

    public WorkerShape withOptions(String... more) {
        return new WorkerShape(workers, threads, memoryBytes, List.of(more), environment);
    }

    public WorkerShape withEnvironment(Map<String, String> variables) {
        return new WorkerShape(workers, threads, memoryBytes, options, variables);
    }
}
