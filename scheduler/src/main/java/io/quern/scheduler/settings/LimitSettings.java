package io.quern.scheduler.settings;

/// What the scheduler takes in.
///
/// @param tasksPerJobMax tasks of a job; larger ones are refused
/// @param edgesPerJobMax dependencies between the tasks of a job; jobs with more are refused
/// @param graphBytesMax what the tasks and dependencies of all programs may take of its memory, as estimated; more are
/// refused
/// @param failedJobsKept failed jobs whose tasks can still be listed; the oldest are forgotten
/// @param listedTasksMax tasks in one listing
public record LimitSettings(
        int tasksPerJobMax, long edgesPerJobMax, long graphBytesMax, int failedJobsKept, int listedTasksMax) {
    public static final LimitSettings DEFAULT = new LimitSettings(10_000_000, 500_000_000, Long.MAX_VALUE, 20, 100_000);

    public LimitSettings {
        if (tasksPerJobMax < 1 || edgesPerJobMax < 1 || graphBytesMax < 1 || failedJobsKept < 0 || listedTasksMax < 1) {
            throw new IllegalArgumentException("limits must be positive, got tasks " + tasksPerJobMax + ", edges "
                    + edgesPerJobMax + ", bytes of graphs " + graphBytesMax + ", kept jobs " + failedJobsKept
                    + ", listed tasks " + listedTasksMax);
        }
    }

    public LimitSettings withGraphBytesMax(long changed) {
        return new LimitSettings(tasksPerJobMax, edgesPerJobMax, changed, failedJobsKept, listedTasksMax);
    }
}
