package io.quern.core.key;

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

    /// `job-suffix/stage[partition]#attempt`, for logs.
    @Override
    public String toString() {
        return task + "#" + attempt;
    }
}
