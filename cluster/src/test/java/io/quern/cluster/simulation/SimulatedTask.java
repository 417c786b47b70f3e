package io.quern.cluster.simulation;

import io.quern.core.graph.Payload;
import io.quern.core.graph.TaskRole;
import io.quern.core.key.TaskKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A task of a batch, and its result by direct evaluation: a hash of its seed and of its inputs in their order.
///
/// Its argument is the deed, one byte, and the seed, eight.
final class SimulatedTask {
    private static final int ARGUMENT_BYTES = 9;

    private final TaskKey key;
    private final long seed;
    private final SimulatedJob.Deed deed;
    private final List<SimulatedTask> inputs;
    private final boolean isRetried;
    private final boolean isDetached;
    private final TaskRole role;
    /// It and all that it depends on.
    private final Set<SimulatedTask> lineage = new LinkedHashSet<>();
    private boolean isCancelAsked;
    private @Nullable Long value;

    /// @param isRetried whether it asked for a retry after an exception
    /// @param isDetached whether it is to run to its end whoever lives
    SimulatedTask(
            TaskKey key,
            long seed,
            SimulatedJob.Deed deed,
            List<SimulatedTask> inputs,
            boolean isRetried,
            boolean isDetached,
            TaskRole role) {
        this.role = role;
        this.key = key;
        this.seed = seed;
        this.deed = deed;
        this.inputs = List.copyOf(inputs);
        this.isRetried = isRetried;
        this.isDetached = isDetached;
        lineage.add(this);
        inputs.forEach(input -> lineage.addAll(input.lineage));
    }

    static Payload argument(SimulatedJob.Deed deed, long seed) {
        return Payload.of(ByteBuffer.allocate(ARGUMENT_BYTES)
                .put((byte) List.of(SimulatedJob.Deed.values()).indexOf(deed))
                .putLong(seed)
                .array());
    }

    /// Whether an argument is one of a batch's task.
    static boolean isArgument(Payload argument) {
        return argument.sizeBytes() == ARGUMENT_BYTES;
    }

    /// What a task with that argument makes of its inputs.
    static long value(Payload argument, List<Long> inputs) {
        return value(ByteBuffer.wrap(argument.bytes()).getLong(1), inputs);
    }

    private static long value(long seed, List<Long> inputs) {
        long hash = seed;
        for (long input : inputs) {
            hash = (hash ^ input) * 0x9E37_79B9_7F4A_7C15L;
            hash ^= hash >>> 29;
        }
        return hash;
    }

    TaskKey key() {
        return key;
    }

    SimulatedJob.Deed deed() {
        return deed;
    }

    List<SimulatedTask> inputs() {
        return inputs;
    }

    TaskRole role() {
        return role;
    }

    /// Whether that task, being it or one that it depends on, is made once, and may be lost for good.
    boolean mayBeLostBy(TaskKey origin) {
        return lineage.stream().anyMatch(task -> task.key.equals(origin) && task.role != TaskRole.NONE);
    }

    /// Whether it, or what it depends on, is made once.
    boolean mayBeLost() {
        return lineage.stream().anyMatch(task -> task.role != TaskRole.NONE);
    }

    boolean isDetached() {
        return isDetached;
    }

    void askCancel() {
        isCancelAsked = true;
    }

    /// Whether somebody asked to cancel it or anything that it depends on.
    boolean mayBeCancelled() {
        return lineage.stream().anyMatch(task -> task.isCancelAsked);
    }

    /// Whether it, or what it depends on, does something that keeps it from ending well for ever.
    boolean isDoomed() {
        return lineage.stream()
                .anyMatch(task -> task.deed == SimulatedJob.Deed.FAIL || task.deed == SimulatedJob.Deed.KILL);
    }

    /// Whether it is doomed, or a first attempt of it, or of what it depends on, may be its last.
    boolean mayFail() {
        return lineage.stream().anyMatch(SimulatedTask::mayFailItself) || isDoomed();
    }

    private boolean mayFailItself() {
        return deed == SimulatedJob.Deed.FAIL || (deed == SimulatedJob.Deed.FAIL_ONCE && !isRetried);
    }

    /// Whether that task, being it or one that it depends on, may fail by what it does itself.
    boolean mayFailBy(TaskKey origin) {
        return lineage.stream().anyMatch(task -> task.key.equals(origin) && task.mayFailItself());
    }

    /// Whether it is this task, or one that it depends on.
    boolean dependsOn(TaskKey other) {
        return lineage.stream().anyMatch(task -> task.key.equals(other));
    }

    /// Its result.
    long evaluate() {
        if (value == null) {
            List<Long> values = new ArrayList<>();
            inputs.forEach(input -> values.add(input.evaluate()));
            value = value(seed, values);
        }
        return value;
    }
}
