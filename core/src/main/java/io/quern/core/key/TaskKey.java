package io.quern.core.key;

import org.jspecify.annotations.Nullable;

/// Identity of a task and of its result, cluster-wide: partition `partition` of stage `stage` of a job.
///
/// This is what stands on the wire and in inventories; the dense ids by which the scheduler stores tasks never
/// leave it.
public record TaskKey(JobId job, int stage, int partition) implements Comparable<TaskKey> {
    /// 2^32 divided by the golden ratio: its multiples keep clear of each other (Knuth, TAOCP 3, 6.4).
    private static final int STAGE_APART = 0x9E37_79B9;

    public TaskKey {
        if (stage < 0 || partition < 0) {
            throw new IllegalArgumentException("stage and partition of a task must not be negative: stage " + stage
                    + ", partition " + partition + " of job " + job);
        }
    }

    @Override
    public int compareTo(TaskKey other) {
        int byJob = job.compareTo(other.job);
        int byStage = byJob != 0 ? byJob : Integer.compare(stage, other.stage);
        return byStage != 0 ? byStage : Integer.compare(partition, other.partition);
    }

    /// By hand: see [RunId].
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TaskKey key && key.partition == partition && key.stage == stage && key.job.equals(job);
    }

    /// Stages are far apart, so that neither they nor their partitions meet: a session has a stage for each batch of
    /// its tasks, and workers keep all of them in tables.
    @Override
    public int hashCode() {
        return job.hashCode() + STAGE_APART * stage + partition;
    }

    /// `job-suffix/stage[partition]`, for logs.
    @Override
    public String toString() {
        return job.brief() + "/" + stage + "[" + partition + "]";
    }
}
