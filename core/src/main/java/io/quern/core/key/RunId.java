package io.quern.core.key;

import org.jspecify.annotations.Nullable;

/// One attempt to execute a task. Attempts of a task are numbered from 1 and only grow; a report that carries an
/// old attempt is dropped and counted.
public record RunId(TaskKey task, int attempt) implements Comparable<RunId> {
    public RunId {
        if (attempt < 1) {
            throw new IllegalArgumentException("attempts are numbered from 1: " + attempt + " for task " + task);
        }
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

    /// `job-suffix/stage[partition]#attempt`, for logs.
    @Override
    public String toString() {
        return task + "#" + attempt;
    }
}
