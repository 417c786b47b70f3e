package io.quern.core.key;

import org.jspecify.annotations.Nullable;

/// One attempt to execute a task. Attempts of a task are numbered from 1 and only grow; a report that carries an
/// old attempt is dropped and counted.
///
/// A scheduler that was started again does not know which attempts the one before had made: its own begin above
/// all that those can have, so that no number is given twice.
///
///     bit 31   30 … 16                          15 … 0
///     0        lives of the scheduler before    number of the attempt in its life, from 1
public record RunId(TaskKey task, int attempt) implements Comparable<RunId> {
    private static final int LIFE_SHIFT = 16;
    private static final int LIVES = 1 << 15;

    public RunId {
        if (attempt < 1) {
            throw new IllegalArgumentException("attempts are numbered from 1: " + attempt + " for task " + task);
        }
    }

    /// What the attempts of a life of the scheduler are larger than.
    ///
    /// @param life number of the life, from 1
    public static int attemptsBefore(int life) {
        return (life - 1) % LIVES << LIFE_SHIFT;
    }

    /// The life of the scheduler in which it was made, from 1.
    public int life() {
        return (attempt >> LIFE_SHIFT) + 1;
    }

    /// The number of an attempt in its life of the scheduler, for people; 0 for none.
    public static int tries(int attempt) {
        return attempt & ((1 << LIFE_SHIFT) - 1);
    }

    /// A number that tells a result from nearly all others. Two peers that hold the same results have the same sum of
    /// them, in whatever order.
    public long digest() {
        return digest(task.job(), task.stage(), task.partition(), attempt);
    }

    /// [#digest()] of the run with these parts.
    public static long digest(JobId job, int stage, int partition, int attempt) {
        long place = (long) stage << 32 | (partition & 0xFFFF_FFFFL);
        return mixed(mixed(mixed(job.high()) + job.low()) + mixed(place) + attempt);
    }

    /// The last step of SplitMix64 (Steele, Lea, Flood, 2014).
    private static long mixed(long value) {
        long x = value + 0x9e37_79b9_7f4a_7c15L;
        x = (x ^ (x >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        x = (x ^ (x >>> 27)) * 0x94d0_49bb_1331_11ebL;
        return x ^ (x >>> 31);
    }

    @Override
    public int compareTo(RunId other) {
        int byTask = task.compareTo(other.task);
        return byTask != 0 ? byTask : Integer.compare(attempt, other.attempt);
    }

    /// By hand, as is that of [TaskKey] and [JobId]: what the compiler makes for a record is slow until it is compiled,
    /// and every step of every task looks up a run.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RunId run && run.attempt == attempt && run.task.equals(task);
    }

    @Override
    public int hashCode() {
        return 31 * task.hashCode() + attempt;
    }

    /// `job-suffix/stage[partition]#attempt`, for logs; after a restart of the scheduler the attempt is
    /// `life.number`.
    @Override
    public String toString() {
        int before = attempt >> LIFE_SHIFT;
        return task + "#" + (before == 0 ? "" : before + 1 + ".") + tries(attempt);
    }
}
