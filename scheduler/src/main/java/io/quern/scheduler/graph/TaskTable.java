package io.quern.scheduler.graph;

import io.quern.core.graph.TaskRole;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// All tasks the scheduler knows, one array a property, by dense id. The tasks of a stage are neighbours.
///
/// About 120 bytes a task, story included. Ids are given out again once a job is forgotten and never leave the
/// scheduler.
public final class TaskTable {
    /// No task, or no worker.
    public static final int NONE = -1;

    private static final int STARTED = 1;
    private static final int COUNTED = 2;
    private static final int UNSETTLED = 4;
    private static final int HELD = 8;
    private static final int DETACHED = 16;
    private static final int INPUT_ERRED = 32;
    private static final int RETRY_PENDING = 64;
    private static final int BLOCKED = 128;
    private static final int RECALLED = 256;
    private static final int ACTOR = 512;
    private static final int CALL = 1_024;
    private static final int SPENT = 2_048;
    private static final int SCATTERED = 4_096;
    private static final long NANOS_PER_MICRO = 1_000;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final int[] NO_SLOTS = {};

    private final TaskRanges ranges = new TaskRanges();
    private final TaskStory story = new TaskStory();
    private final HeldDigests held = new HeldDigests();
    private @Nullable TaskGroup[] group = {};
    private byte[] phase = {};
    private short[] flags = {};
    private byte[] deaths = {};
    /// Retries after exceptions so far.
    private short[] retries = {};
    private int[] attempt = {};
    private int[] runner = {};
    private int[] needed = {};
    private int[] missing = {};
    private int[] firstHolder = {};
    /// Holders besides the first, or [#NO_SLOTS].
    private int[][] moreHolders = {};
    /// When the current run was assigned, or else began: the lower bits of a time in milliseconds. While the run
    /// waits for others, how long it had run before.
    private int[] sinceMillis = {};
    /// Time that the current run is expected to take, in microseconds.
    private int[] expectedMicros = {};
    private long[] sizeBytes = {};
    private long[] priority = {};
    private int live;
    private int attemptsBefore;

    /// Gives every partition of a group an id; all are `released`.
    public void expand(TaskGroup expanded) {
        int width = expanded.size();
        int start = ranges.allocate(width);
        ensureCapacity(ranges.end());
        expanded.expandAt(start);
        for (int i = 0; i < width; i++) {
            int task = start + i;
            group[task] = expanded;
            phase[task] = (byte) TaskPhase.RELEASED.code();
            flags[task] = 0;
            deaths[task] = 0;
            retries[task] = 0;
            attempt[task] = 0;
            runner[task] = NONE;
            needed[task] = 0;
            missing[task] = 0;
            firstHolder[task] = NONE;
            moreHolders[task] = NO_SLOTS;
            sinceMillis[task] = 0;
            expectedMicros[task] = 0;
            sizeBytes[task] = 0;
            priority[task] = expanded.priority(i);
            story.clear(task);
        }
        expanded.phaseCounts()[TaskPhase.RELEASED.code()] += width;
        live += width;
    }

    /// Takes the ids of a group back; all its tasks are `forgotten`.
    public void collapse(TaskGroup expanded) {
        int width = expanded.size();
        Arrays.fill(group, expanded.firstTask(), expanded.firstTask() + width, null);
        ranges.free(expanded.firstTask(), width);
        expanded.collapse();
        live -= width;
    }

    private void ensureCapacity(int capacity) {
        int old = phase.length;
        if (capacity <= old) {
            return;
        }
        int size = Math.max(capacity, Math.max(64, (int) Math.min(Integer.MAX_VALUE - 8L, old * 3L / 2)));
        group = Arrays.copyOf(group, size);
        phase = Arrays.copyOf(phase, size);
        flags = Arrays.copyOf(flags, size);
        deaths = Arrays.copyOf(deaths, size);
        retries = Arrays.copyOf(retries, size);
        attempt = Arrays.copyOf(attempt, size);
        runner = Arrays.copyOf(runner, size);
        needed = Arrays.copyOf(needed, size);
        missing = Arrays.copyOf(missing, size);
        firstHolder = Arrays.copyOf(firstHolder, size);
        moreHolders = Arrays.copyOf(moreHolders, size);
        sinceMillis = Arrays.copyOf(sinceMillis, size);
        expectedMicros = Arrays.copyOf(expectedMicros, size);
        sizeBytes = Arrays.copyOf(sizeBytes, size);
        priority = Arrays.copyOf(priority, size);
        story.ensureCapacity(size);
    }

    /// One past the highest id in use. Ids below it may be free: their phase is `forgotten`.
    public int end() {
        return ranges.end();
    }

    /// Ids in use.
    public int liveCount() {
        return live;
    }

    public TaskStory story() {
        return story;
    }

    /// The group of a task that has an id.
    public TaskGroup group(int task) {
        return Objects.requireNonNull(group[task], "task");
    }

    public int partition(int task) {
        return task - group(task).firstTask();
    }

    public TaskKey key(int task) {
        TaskGroup of = group(task);
        return new TaskKey(of.graph().id(), of.number(), task - of.firstTask());
    }

    /// The current attempt; the one that made the result where the phase is `memory`.
    public RunId run(int task) {
        return new RunId(key(task), attempt[task]);
    }

    public TaskPhase phase(int task) {
        return TaskPhase.of(phase[task]);
    }

    public void setPhase(int task, TaskPhase to) {
        int[] counts = group(task).phaseCounts();
        counts[phase[task]]--;
        counts[to.code()]++;
        phase[task] = (byte) to.code();
    }

    public int attempt(int task) {
        return attempt[task];
    }

    /// Largest number that an attempt of a task may have had.
    public int lastAttempt(int task) {
        return Math.max(attempt[task], attemptsBefore);
    }

    /// Attempts from now on are larger than this.
    public void beginAttemptsAfter(int attempts) {
        attemptsBefore = attempts;
    }

    /// Whether no attempt was made since the scheduler began.
    public boolean isUntried(int task) {
        return attempt[task] <= attemptsBefore;
    }

    public void setAttempt(int task, int number) {
        attempt[task] = number;
    }

    /// Slot of the worker to which the current attempt is assigned, [#NONE] unless the phase is `processing`.
    public int runner(int task) {
        return runner[task];
    }

    public void setRunner(int task, int slot) {
        runner[task] = slot;
    }

    /// Time that the current run was expected to take when it was assigned, in whole microseconds.
    public long expectedNanos(int task) {
        return expectedMicros[task] * NANOS_PER_MICRO;
    }

    public void setExpectedNanos(int task, long nanos) {
        expectedMicros[task] = (int) Math.min(nanos / NANOS_PER_MICRO, Integer.MAX_VALUE);
    }

    /// Time since the current run was assigned, or else since it began, in whole milliseconds; without that in
    /// which it waited for other tasks. Of a task that no worker may run, since that is so. Means nothing while a
    /// run waits.
    public long nanosSince(int task, long nowNanos) {
        return ((int) (nowNanos / NANOS_PER_MILLI) - sinceMillis[task]) * NANOS_PER_MILLI;
    }

    /// Stops the clock of [#nanosSince] for a run that waits for others, and lets it go on the next time.
    public void stopOrResumeClock(int task, long nowNanos) {
        sinceMillis[task] = (int) (nowNanos / NANOS_PER_MILLI) - sinceMillis[task];
    }

    public void setSince(int task, long nowNanos) {
        sinceMillis[task] = (int) (nowNanos / NANOS_PER_MILLI);
    }

    /// How many need the result: active dependents (once for each pattern), and one where it is a goal of the job.
    public int needed(int task) {
        return needed[task];
    }

    public int addNeeded(int task, int change) {
        return needed[task] += change;
    }

    /// Inputs that are not in memory; kept while the phase is `waiting`.
    public int missing(int task) {
        return missing[task];
    }

    public int addMissing(int task, int change) {
        return missing[task] += change;
    }

    public void setMissing(int task, int count) {
        missing[task] = count;
    }

    public long priority(int task) {
        return priority[task];
    }

    public long sizeBytes(int task) {
        return sizeBytes[task];
    }

    public void setSizeBytes(int task, long bytes) {
        sizeBytes[task] = bytes;
    }

    /// Workers that died while an attempt ran on them.
    public int deaths(int task) {
        return deaths[task];
    }

    public void addDeath(int task) {
        if (deaths[task] < Byte.MAX_VALUE) {
            deaths[task]++;
        }
    }

    public void clearDeaths(int task) {
        deaths[task] = 0;
    }

    public boolean isStarted(int task) {
        return (flags[task] & STARTED) != 0;
    }

    public void setStarted(int task, boolean isStarted) {
        setFlag(task, STARTED, isStarted);
    }

    /// Whether the counters of a finished run of it are part of its stage's already.
    public boolean isCounted(int task) {
        return (flags[task] & COUNTED) != 0;
    }

    public void setCounted(int task) {
        setFlag(task, COUNTED, true);
    }

    /// Retries after exceptions so far.
    public int retries(int task) {
        return retries[task];
    }

    public void setRetries(int task, int count) {
        retries[task] = (short) Math.min(count, Short.MAX_VALUE);
    }

    /// Whether the client whose session it is in holds the result.
    public boolean isHeld(int task) {
        return (flags[task] & HELD) != 0;
    }

    public void setHeld(int task, boolean isHeld) {
        setFlag(task, HELD, isHeld);
    }

    /// Whether it is to run to its end whoever holds it.
    public boolean isDetached(int task) {
        return (flags[task] & DETACHED) != 0;
    }

    public void setDetached(int task, boolean isDetached) {
        setFlag(task, DETACHED, isDetached);
    }

    /// Whether an input of this waiting task is `erred`.
    public boolean isInputErred(int task) {
        return (flags[task] & INPUT_ERRED) != 0;
    }

    public void setInputErred(int task, boolean isErred) {
        setFlag(task, INPUT_ERRED, isErred);
    }

    /// Whether it waits out the pause before a retry; that counts as one missing input.
    public boolean isRetryPending(int task) {
        return (flags[task] & RETRY_PENDING) != 0;
    }

    public void setRetryPending(int task, boolean isPending) {
        setFlag(task, RETRY_PENDING, isPending);
    }

    /// Whether its run waits for other tasks, and uses no thread.
    public boolean isBlocked(int task) {
        return (flags[task] & BLOCKED) != 0;
    }

    public void setBlocked(int task, boolean isBlocked) {
        setFlag(task, BLOCKED, isBlocked);
    }

    /// Whether its worker was asked to give the run back, and it has not begun as far as is known.
    public boolean isRecalled(int task) {
        return (flags[task] & RECALLED) != 0;
    }

    public void setRecalled(int task, boolean isRecalled) {
        setFlag(task, RECALLED, isRecalled);
    }

    /// Says what makes a task different from others.
    public void setRole(int task, TaskRole role) {
        setFlag(task, ACTOR, role == TaskRole.ACTOR);
        setFlag(task, CALL, role == TaskRole.CALL);
        setFlag(task, SCATTERED, role == TaskRole.SCATTERED);
    }

    /// Whether its result is an actor.
    public boolean isActor(int task) {
        return (flags[task] & ACTOR) != 0;
    }

    /// Whether it calls an actor, its first input.
    public boolean isCall(int task) {
        return (flags[task] & CALL) != 0;
    }

    /// Whether its result is a value that its client scatters.
    public boolean isScattered(int task) {
        return (flags[task] & SCATTERED) != 0;
    }

    /// Whether it has run, or may have, and is not to run again.
    public boolean isSpent(int task) {
        return (flags[task] & SPENT) != 0;
    }

    public void setSpent(int task, boolean isSpent) {
        setFlag(task, SPENT, isSpent);
    }

    /// Whether a follow-up step may be due.
    public boolean isUnsettled(int task) {
        return (flags[task] & UNSETTLED) != 0;
    }

    public void setUnsettled(int task, boolean isUnsettled) {
        setFlag(task, UNSETTLED, isUnsettled);
    }

    /// All that is yes or no of a task, as one number: for digests.
    public int marks(int task) {
        return flags[task];
    }

    private void setFlag(int task, int flag, boolean on) {
        flags[task] = (short) (on ? flags[task] | flag : flags[task] & ~flag);
    }

    /// Slot of the first holder of the result, [#NONE] where there is none.
    public int firstHolder(int task) {
        return firstHolder[task];
    }

    /// Slots of the other holders; owned, not copied.
    public int[] moreHolders(int task) {
        return moreHolders[task];
    }

    public boolean isHeldBy(int task, int slot) {
        if (firstHolder[task] == slot) {
            return true;
        }
        for (int holder : moreHolders[task]) {
            if (holder == slot) {
                return true;
            }
        }
        return false;
    }

    /// What each worker is believed to hold.
    public HeldDigests held() {
        return held;
    }

    private long digest(int task) {
        TaskGroup of = group(task);
        return RunId.digest(of.graph().id(), of.number(), task - of.firstTask(), attempt[task]);
    }

    /// Adds one that does not hold it yet; the attempt is that of the result.
    public void addHolder(int task, int slot) {
        held.add(slot, digest(task));
        if (firstHolder[task] == NONE) {
            firstHolder[task] = slot;
        } else {
            int[] more = moreHolders[task];
            moreHolders[task] = Arrays.copyOf(more, more.length + 1);
            moreHolders[task][more.length] = slot;
        }
    }

    /// Takes away one that holds it; the order of the others stays.
    public void removeHolder(int task, int slot) {
        held.remove(slot, digest(task));
        int[] more = moreHolders[task];
        if (firstHolder[task] == slot) {
            firstHolder[task] = more.length == 0 ? NONE : more[0];
            moreHolders[task] = more.length < 2 ? NO_SLOTS : Arrays.copyOfRange(more, 1, more.length);
            return;
        }
        moreHolders[task] = Arrays.stream(more).filter(holder -> holder != slot).toArray();
    }

    public void clearHolders(int task) {
        if (firstHolder[task] != NONE) {
            held.remove(firstHolder[task], digest(task));
            for (int slot : moreHolders[task]) {
                held.remove(slot, digest(task));
            }
        }
        firstHolder[task] = NONE;
        moreHolders[task] = NO_SLOTS;
    }
}
