package io.quern.core.graph;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a client may ask for a task besides its function and inputs.
///
/// @param priority larger runs first, among the tasks of one client; from -1,000 to 1,000
/// @param retries what happens after an exception
/// @param workers names or hosts of workers that may run it; empty: all
/// @param isStrict whether it waits for one of them rather than run elsewhere
/// @param resources abstract amounts that it takes of its worker while it runs, by name, such as `GPU`
/// @param memoryBytes head-room that its worker must have before it starts; 0: no wish
/// @param deadline longest time from its first start to its end, retries and pauses included; zero: none
/// @param isProducer whether it creates data from outside, and so is withheld until consumers can follow
/// @param isHedged whether a straggling run of it may get a second copy on another worker
/// @param isDetached whether it runs to its end although nobody holds it, and its client is gone
/// @param role what makes it different from a task that may run anywhere, and again
public record TaskOptions(
        int priority,
        RetryPolicy retries,
        List<String> workers,
        boolean isStrict,
        Map<String, Long> resources,
        long memoryBytes,
        Duration deadline,
        boolean isProducer,
        boolean isHedged,
        boolean isDetached,
        TaskRole role) {
    /// No wishes.
    public static final TaskOptions NONE = new TaskOptions(
            0, RetryPolicy.NONE, List.of(), false, Map.of(), 0, Duration.ZERO, false, false, false, TaskRole.NONE);

    /// Those of a task that creates data from outside, and has no other wishes.
    public static final TaskOptions PRODUCER = new TaskOptions(
            0, RetryPolicy.NONE, List.of(), false, Map.of(), 0, Duration.ZERO, true, false, false, TaskRole.NONE);

    /// Largest and, negative, smallest priority.
    public static final int PRIORITY_MAX = 1_000;

    public TaskOptions {
        workers = List.copyOf(workers);
        resources = Collections.unmodifiableMap(new TreeMap<>(resources));
        if (Math.abs(priority) > PRIORITY_MAX) {
            throw new IllegalArgumentException(
                    "the priority must be from -" + PRIORITY_MAX + " to " + PRIORITY_MAX + ", got " + priority);
        }
        if (memoryBytes < 0 || deadline.isNegative()) {
            throw new IllegalArgumentException(
                    "memory and deadline must not be negative, got " + memoryBytes + " bytes and " + deadline);
        }
        resources.forEach((name, amount) -> {
            if (amount < 1) {
                throw new IllegalArgumentException(
                        "a task takes at least 1 of a resource, got " + amount + " of " + name);
            }
        });
        if (role == TaskRole.SCATTERED && !(resources.isEmpty() && deadline.isZero() && !isProducer && !isHedged)) {
            throw new IllegalArgumentException("a scattered value is sent and not run, so it cannot ask for resources,"
                    + " a deadline, or to be a producer or hedged; leave that out");
        }
        if (role != TaskRole.NONE && isHedged) {
            throw new IllegalArgumentException(
                    "an actor is made once, and a call of one runs once, so neither may be hedged; leave that out");
        }
        if (role == TaskRole.CALL && !(workers.isEmpty() && resources.isEmpty() && memoryBytes == 0 && !isProducer)) {
            throw new IllegalArgumentException("a call of an actor runs where the actor is, so it cannot ask for"
                    + " workers, resources or memory of its own; ask for them when the actor is made");
        }
    }

    /// Those of a task that has nothing to do with actors.
    public TaskOptions(
            int priority,
            RetryPolicy retries,
            List<String> workers,
            boolean isStrict,
            Map<String, Long> resources,
            long memoryBytes,
            Duration deadline,
            boolean isProducer,
            boolean isHedged,
            boolean isDetached) {
        this(
                priority,
                retries,
                workers,
                isStrict,
                resources,
                memoryBytes,
                deadline,
                isProducer,
                isHedged,
                isDetached,
                TaskRole.NONE);
    }

    /// Those of a call of an actor: it is run whether or not somebody holds its result.
    public static TaskOptions call(int priority) {
        return new TaskOptions(
                priority,
                RetryPolicy.NONE,
                List.of(),
                false,
                Map.of(),
                0,
                Duration.ZERO,
                false,
                false,
                true,
                TaskRole.CALL);
    }

    /// Those of a value that its client sends to workers.
    ///
    /// @param sizeBytes its size in memory
    /// @param workers names or hosts of the only workers that may get it; empty: all
    public static TaskOptions scattered(long sizeBytes, List<String> workers) {
        return new TaskOptions(
                0,
                RetryPolicy.NONE,
                workers,
                !workers.isEmpty(),
                Map.of(),
                sizeBytes,
                Duration.ZERO,
                false,
                false,
                false,
                TaskRole.SCATTERED);
    }

    /// The same wishes for a task in another role.
    public TaskOptions inRole(TaskRole newRole) {
        return with(isDetached, newRole);
    }

    /// The same wishes, detached or not.
    public TaskOptions detached(boolean newIsDetached) {
        return with(newIsDetached, role);
    }

    private TaskOptions with(boolean newIsDetached, TaskRole newRole) {
        return new TaskOptions(
                priority,
                retries,
                workers,
                isStrict,
                resources,
                memoryBytes,
                deadline,
                isProducer,
                isHedged,
                newIsDetached,
                newRole);
    }
}
