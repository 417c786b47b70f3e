package io.quern.scheduler.lifecycle;

import io.quern.core.config.ByteSize;
import io.quern.core.graph.JobSpec;
import org.jspecify.annotations.Nullable;

/// What the graphs of all programs take of the scheduler's memory, as far as it is known before they are taken in: an
/// estimate from how many tasks and dependencies they have, their arguments apart.
final class GraphMemory {
    /// Measured: 253 bytes for each of a million tasks with a key of its own and three inputs.
    private static final long TASK_BYTES = 200;

    private static final long EDGE_BYTES = 16;

    private GraphMemory() {}

    /// Why a job is refused, null where it is not.
    static @Nullable String refusal(JobSpec job, MachineState state) {
        return refusal("job " + job.name(), JobLimits.tasks(job), (long) JobLimits.edges(job), state);
    }

    /// Why tasks are refused, null where they are not.
    ///
    /// @param what they are, for people
    static @Nullable String refusal(String what, long tasks, long edges, MachineState state) {
        long wanted = bytes(tasks, edges);
        long known = bytes(state.tasks.liveCount(), state.edges.end());
        long limit = state.settings.limits().graphBytesMax();
        if (known + wanted <= limit) {
            return null;
        }
        return what + " needs about " + ByteSize.rounded(wanted) + " of the scheduler's memory for " + tasks
                + " tasks and "
                + edges + " dependencies, tasks that are known have " + ByteSize.rounded(known)
                + ", and the limit for all is "
                + ByteSize.rounded(limit)
                + ", half of its heap; start it with more (-Xmx in QUERN_JAVA_OPTIONS), release"
                + " what is done with, or submit less at once";
    }

    private static long bytes(long tasks, long edges) {
        return TASK_BYTES * tasks + EDGE_BYTES * edges;
    }
}
