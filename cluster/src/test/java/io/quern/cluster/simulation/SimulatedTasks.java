package io.quern.cluster.simulation;

import io.quern.core.graph.TaskRole;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// All tasks that clients submitted in batches, and who may use which: what programs would tell one another.
final class SimulatedTasks {
    private final Map<TaskKey, SimulatedTask> all = new LinkedHashMap<>();
    private final Map<TaskKey, SimulatedTask> shared = new LinkedHashMap<>();
    private final List<SimulatedTask> detached = new ArrayList<>();

    void add(SimulatedTask task) {
        all.put(task.key(), task);
    }

    /// Whether it is a task of a session.
    boolean has(TaskKey key) {
        return all.containsKey(key);
    }

    /// [TaskRole#NONE] of a task of a job.
    TaskRole roleOf(RunId run) {
        SimulatedTask task = all.get(run.task());
        return task == null ? TaskRole.NONE : task.role();
    }

    SimulatedTask at(TaskKey key) {
        SimulatedTask task = all.get(key);
        if (task == null) {
            throw new IllegalStateException("nobody submitted " + key);
        }
        return task;
    }

    /// Others may use it, for what they know.
    void share(SimulatedTask task) {
        shared.put(task.key(), task);
    }

    void stopSharing(SimulatedTask task) {
        shared.remove(task.key());
    }

    /// Some task that is shared and whose result is a value, null where none is.
    @Nullable
    SimulatedTask anyShared(SplittableRandom random) {
        return any(random, task -> task.role() != TaskRole.ACTOR);
    }

    /// Some actor that is shared, null where none is.
    @Nullable
    SimulatedTask anyActor(SplittableRandom random) {
        return any(random, task -> task.role() == TaskRole.ACTOR);
    }

    private @Nullable SimulatedTask any(SplittableRandom random, Predicate<SimulatedTask> isWanted) {
        List<SimulatedTask> some = shared.values().stream().filter(isWanted).toList();
        return some.isEmpty() ? null : some.get(random.nextInt(some.size()));
    }

    /// All that was submitted.
    Set<TaskKey> keys() {
        return all.keySet();
    }

    /// It was accepted as one that runs to its end.
    void addDetached(SimulatedTask task) {
        detached.add(task);
    }

    /// Accepted tasks that run to their end, whoever lives.
    List<SimulatedTask> detached() {
        return detached;
    }
}
