package io.quern.core.key;

import java.util.Comparator;

/// Identity of a task and of its result, cluster-wide: partition `partition` of stage `stage` of a job.
///
/// This is what stands on the wire and in inventories; the dense ids by which the scheduler stores tasks never
/// leave it.
public record TaskKey(JobId job, int stage, int partition) implements Comparable<TaskKey> {
    private static final Comparator<TaskKey> ORDER =
            Comparator.comparing(TaskKey::job).thenComparingInt(TaskKey::stage).thenComparingInt(TaskKey::partition);

    public TaskKey {
        if (stage < 0 || partition < 0) {
            throw new IllegalArgumentException("stage and partition of a task must not be negative: stage " + stage
                    + ", partition " + partition + " of job " + job);
        }
    }

    @Override
    public int compareTo(TaskKey other) {
        return ORDER.compare(this, other);
    }

    /// `job-suffix/stage[partition]`, for logs.
    @Override
    public String toString() {
        return job.brief() + "/" + stage + "[" + partition + "]";
    }
}
