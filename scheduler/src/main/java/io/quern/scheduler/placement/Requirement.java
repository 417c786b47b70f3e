package io.quern.scheduler.placement;

import io.quern.core.graph.TaskOptions;
import io.quern.core.graph.TaskRole;
import java.util.List;
import java.util.Map;

/// What a task asks of its worker. Equal ones share a [ReadyLane].
///
/// @param workers names or hosts; empty: any
/// @param isStrict whether it must be one of those, rather than had better be
/// @param resources abstract amounts that it takes while it runs
/// @param memoryBytes memory that it takes while it runs
public record Requirement(
        boolean isProducer, List<String> workers, boolean isStrict, Map<String, Long> resources, long memoryBytes) {
    /// A scattered value is never ready to run, so its size need not make a lane of its own.
    static Requirement of(TaskOptions options) {
        return new Requirement(
                options.isProducer(),
                options.workers(),
                options.isStrict() && !options.workers().isEmpty(),
                options.resources(),
                options.role() == TaskRole.SCATTERED ? 0 : options.memoryBytes());
    }

    /// Whether all workers are alike to it.
    public boolean isAnywhere() {
        return workers.isEmpty() && takesNothing();
    }

    private boolean takesNothing() {
        return resources.isEmpty() && memoryBytes == 0;
    }

    /// Whether a worker could run it when it has nothing else to do.
    public boolean admits(WorkerEntry worker) {
        return (!isStrict || isNamed(worker))
                && (takesNothing() || (worker.memoryBytes() >= memoryBytes && worker.hasInAll(resources)));
    }

    /// Whether a worker that it admits has now what it takes.
    public boolean fits(WorkerEntry worker) {
        return takesNothing() || (worker.freeMemoryBytes() >= memoryBytes && worker.hasFree(resources));
    }

    /// Whether it is one of those that the task was to run on.
    public boolean isNamed(WorkerEntry worker) {
        return workers.contains(worker.name()) || workers.contains(worker.host());
    }

    /// For people: what is asked for.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (!workers.isEmpty()) {
            text.append(isStrict ? "one of the workers or hosts " : "rather one of the workers or hosts ")
                    .append(workers);
        }
        if (!resources.isEmpty()) {
            text.append(text.isEmpty() ? "" : ", ").append("resources ").append(resources);
        }
        if (memoryBytes > 0) {
            text.append(text.isEmpty() ? "" : ", ").append(memoryBytes).append(" bytes of memory");
        }
        return text.isEmpty() ? "nothing in particular" : text.toString();
    }
}
