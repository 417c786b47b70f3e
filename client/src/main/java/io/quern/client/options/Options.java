package io.quern.client.options;

import io.quern.core.error.QuernException;
import io.quern.core.graph.RetryPolicy;
import io.quern.core.graph.TaskOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a program asks for its tasks: `Options.create().priority(10).retries(3).onlyOn(IOException.class)`.
///
/// Immutable: each method returns a copy that asks for one thing more. What was asked for already, and what does
/// not go together, is refused at once.
public final class Options {
    private static final Options NONE = new Options(TaskOptions.NONE, null, false, EnumSet.noneOf(Wish.class));

    private static final Duration PAUSE_MAX = Duration.ofSeconds(30);

    private enum Wish {
        KEY,
        PURE,
        PRIORITY,
        RETRIES,
        FILTER,
        BACK_OFF,
        WORKERS,
        STRICT,
        MEMORY,
        DEADLINE,
        PRODUCER,
        HEDGED
    }

    private final TaskOptions task;
    private final @Nullable String key;
    private final boolean isPure;
    private final Set<Wish> given;

    private Options(TaskOptions task, @Nullable String key, boolean isPure, Set<Wish> given) {
        this.task = task;
        this.key = key;
        this.isPure = isPure;
        this.given = given;
    }

    /// No wishes yet.
    public static Options create() {
        return NONE;
    }

    /// The key by which people know the task, and which finds it again. It belongs to one task: for another one
    /// it is refused as long as the first is held. The tasks of a `map` get it with `-0`, `-1`, … behind it.
    public Options key(String name) {
        refuse(Wish.PURE, "key", "a pure task's key is made from what it does");
        if (name.isBlank()) {
            throw new IllegalArgumentException("a key must not be empty; leave it out and one is made");
        }
        return new Options(task, name, isPure, with(Wish.KEY, "key(" + name + ")"));
    }

    /// The function gives the same result for the same arguments: equal submissions of this client share one
    /// task, whose key is made from function, argument and inputs.
    public Options pure() {
        refuse(Wish.KEY, "pure", "its key would be " + key);
        return new Options(task, key, true, with(Wish.PURE, "pure()"));
    }

    /// Larger runs first, among the tasks of this client; from -1,000 to 1,000.
    public Options priority(int priority) {
        return with(Wish.PRIORITY, "priority(" + priority + ")", draft -> draft.priority = priority);
    }

    /// A task that fails by its own exception is tried so many times more, after pauses of 1, 2, 4 … seconds.
    public Options retries(int retries) {
        return with(Wish.RETRIES, "retries(" + retries + ")", draft -> draft.retries = RetryPolicy.times(retries));
    }

    /// Only these exceptions, and those that extend them, are worth another try.
    @SafeVarargs
    public final Options onlyOn(Class<? extends Throwable>... exceptions) {
        need(Wish.RETRIES, "onlyOn", "retries(3).onlyOn(…)");
        RetryPolicy old = task.retries();
        List<String> names = new ArrayList<>();
        for (Class<? extends Throwable> exception : exceptions) {
            names.add(exception.getName());
        }
        return with(
                Wish.FILTER,
                "onlyOn(" + names + ")",
                draft -> draft.retries =
                        new RetryPolicy(old.retries(), old.firstDelay(), old.factor(), old.delayMax(), names));
    }

    /// The pause before the first retry, and how much longer each further one is; at most 30 seconds, or the
    /// first where that is longer.
    public Options backOff(Duration first, double factor) {
        need(Wish.RETRIES, "backOff", "retries(3).backOff(…)");
        RetryPolicy old = task.retries();
        Duration longest = first.compareTo(PAUSE_MAX) > 0 ? first : PAUSE_MAX;
        return with(
                Wish.BACK_OFF,
                "backOff(" + first + ", " + factor + ")",
                draft -> draft.retries = new RetryPolicy(old.retries(), first, factor, longest, old.onlyOn()));
    }

    /// Names or hosts of the workers that should run it; others may where these are busy, unless [#strict()].
    public Options workers(String... names) {
        return workers(List.of(names));
    }

    public Options workers(List<String> names) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("workers() needs at least one name or host");
        }
        return with(Wish.WORKERS, "workers(" + names + ")", draft -> draft.workers = names);
    }

    /// The task waits for one of its [#workers] rather than run elsewhere.
    public Options strict() {
        need(Wish.WORKERS, "strict", "workers(\"w-1\").strict()");
        return with(Wish.STRICT, "strict()", draft -> draft.isStrict = true);
    }

    /// What it takes of its worker's abstract resources while it runs, such as `resource("GPU", 1)`.
    public Options resource(String name, long amount) {
        if (task.resources().containsKey(name)) {
            throw QuernException.user("the options ask for the resource " + name + " twice: "
                    + task.resources().get(name) + " and " + amount);
        }
        Map<String, Long> resources = new TreeMap<>(task.resources());
        resources.put(name, amount);
        return new Options(changed(draft -> draft.resources = resources), key, isPure, given);
    }

    /// Head-room that a worker must have before it starts the task.
    public Options memory(long bytes) {
        return with(Wish.MEMORY, "memory(" + bytes + ")", draft -> draft.memoryBytes = bytes);
    }

    /// Longest time from its first start to its end, retries and pauses included.
    public Options deadline(Duration longest) {
        if (longest.isZero()) {
            throw new IllegalArgumentException("a deadline of zero leaves no time to run; leave it out for none");
        }
        return with(Wish.DEADLINE, "deadline(" + longest + ")", draft -> draft.deadline = longest);
    }

    /// It makes data out of nothing (reads a file, draws numbers) and so is withheld until what consumes the
    /// data can follow.
    public Options producer() {
        return with(Wish.PRODUCER, "producer()", draft -> draft.isProducer = true);
    }

    /// A run that takes much longer than its siblings may get a second copy on another worker; the first to end
    /// counts.
    public Options hedged() {
        return with(Wish.HEDGED, "hedged()", draft -> draft.isHedged = true);
    }

    /// These options for a task that runs to its end although nobody holds it, and outlives its client.
    public Options detached() {
        return new Options(new Draft(task).build(true), key, isPure, given);
    }

    /// What the scheduler is told.
    public TaskOptions task() {
        return task;
    }

    /// The key that was asked for, null where none was.
    public @Nullable String givenKey() {
        return key;
    }

    public boolean isPure() {
        return isPure;
    }

    private Options with(Wish wish, String text, Consumer<Draft> change) {
        Set<Wish> wishes = with(wish, text);
        return new Options(changed(change), key, isPure, wishes);
    }

    private TaskOptions changed(Consumer<Draft> change) {
        Draft draft = new Draft(task);
        change.accept(draft);
        return draft.build(task.isDetached());
    }

    /// Options while one of them changes.
    private static final class Draft {
        private int priority;
        private RetryPolicy retries;
        private List<String> workers;
        private boolean isStrict;
        private Map<String, Long> resources;
        private long memoryBytes;
        private Duration deadline;
        private boolean isProducer;
        private boolean isHedged;

        Draft(TaskOptions from) {
            priority = from.priority();
            retries = from.retries();
            workers = from.workers();
            isStrict = from.isStrict();
            resources = from.resources();
            memoryBytes = from.memoryBytes();
            deadline = from.deadline();
            isProducer = from.isProducer();
            isHedged = from.isHedged();
        }

        TaskOptions build(boolean isDetached) {
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
                    isDetached);
        }
    }

    private Set<Wish> with(Wish wish, String text) {
        if (given.contains(wish)) {
            throw QuernException.user("the options ask twice for the same thing: " + text
                    + " comes after another one; begin anew with Options.create()");
        }
        List<Wish> all = new ArrayList<>(given);
        all.add(wish);
        return EnumSet.copyOf(all);
    }

    private void need(Wish wish, String what, String remedy) {
        if (!given.contains(wish)) {
            throw QuernException.user(what + " says more about something that was not asked for; write " + remedy);
        }
    }

    private void refuse(Wish wish, String what, String why) {
        if (given.contains(wish)) {
            throw QuernException.user(what + " does not go together with what was asked for before: " + why);
        }
    }
}
