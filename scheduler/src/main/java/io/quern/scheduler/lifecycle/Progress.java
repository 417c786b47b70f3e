package io.quern.scheduler.lifecycle;

import io.quern.core.message.ClientNotice;
import io.quern.core.message.ClientNotice.StageProgress;
import io.quern.scheduler.graph.Job;
import io.quern.scheduler.graph.Stage;
import io.quern.scheduler.graph.TaskPhase;
import java.util.Iterator;
import java.util.List;

/// Tells clients where their jobs stand, not more often than the settings say.
final class Progress {
    private final MachineState state;

    Progress(MachineState state) {
        this.state = state;
    }

    /// Tells what may be told now.
    ///
    /// @return when the next notice is due, `Long.MAX_VALUE` where none waits
    long tellDue() {
        long interval = state.settings.progressInterval().toNanos();
        long next = Long.MAX_VALUE;
        for (Iterator<Job> jobs = state.progressJobs.iterator(); jobs.hasNext(); ) {
            Job job = jobs.next();
            long due = job.lastProgressNanos() + interval;
            if (job.phase() != Job.Phase.RUNNING) {
                jobs.remove();
            } else if (due <= state.nowNanos) {
                jobs.remove();
                tell(job);
            } else {
                next = Math.min(next, due);
            }
        }
        return next;
    }

    /// Tells a job's client at once: its end follows.
    void tellNow(Job job) {
        state.progressJobs.remove(job);
        tell(job);
    }

    private void tell(Job job) {
        job.setLastProgressNanos(state.nowNanos);
        List<StageProgress> stages = job.stages().stream().map(Progress::of).toList();
        state.tell(job.session(), new ClientNotice.JobProgress(job.id(), stages));
    }

    private static StageProgress of(Stage stage) {
        int[] counts = stage.phaseCounts();
        int finished = counts[TaskPhase.MEMORY.code()] + counts[TaskPhase.RELEASED.code()];
        return new StageProgress(
                stage.spec().name(), stage.spec().partitions(), stage.startedCount(), finished, stage.counters());
    }
}
