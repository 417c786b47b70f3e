package io.quern.scheduler.graph;

import io.quern.core.graph.JobSpec;
import io.quern.core.graph.StageSpec;
import io.quern.core.task.TaskFailure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A job that a client submitted and has not released.
public final class Job extends Graph {
    private final JobSpec spec;
    private final Session session;
    private final long submission;
    private final List<Stage> stages;

    private Phase phase = Phase.RUNNING;
    private @Nullable TaskFailure failure;
    private int goalsMissing;
    private boolean wasFinished;
    private boolean hasCode = true;
    private long lastProgressNanos;

    /// Where a job stands.
    public enum Phase {
        /// Goals are missing.
        RUNNING,
        /// All goals were reached; wanted results are in memory until the client releases the job.
        FINISHED,
        /// A task failed; nothing runs, nothing is held.
        FAILED
    }

    /// @param submission number of the job in the order of submission
    public Job(JobSpec spec, Session session, long submission, long atNanos) {
        super(spec.id());
        this.spec = spec;
        this.session = session;
        this.submission = submission;
        this.lastProgressNanos = atNanos;
        this.stages = new ArrayList<>(spec.stages().size());
        for (StageSpec stageSpec : spec.stages()) {
            stages.add(new Stage(this, stageSpec, spec.results().contains(stageSpec.id())));
        }
        for (Stage stage : stages) {
            if (stage.isWanted() || stage.isSink()) {
                goalsMissing += stage.spec().outputs();
            }
        }
    }

    public JobSpec spec() {
        return spec;
    }

    @Override
    public Session session() {
        return session;
    }

    public long submission() {
        return submission;
    }

    public List<Stage> stages() {
        return stages;
    }

    @Override
    public List<Stage> groups() {
        return stages;
    }

    @Override
    public @Nullable Stage group(int number) {
        return number < stages.size() ? stages.get(number) : null;
    }

    public Stage stage(int id) {
        return stages.get(id);
    }

    public Phase phase() {
        return phase;
    }

    public void setPhase(Phase phase) {
        this.phase = phase;
    }

    /// The job has failed.
    public void fail(TaskFailure why) {
        phase = Phase.FAILED;
        failure = why;
    }

    /// Why the job has failed, null where it has not.
    public @Nullable TaskFailure failure() {
        return failure;
    }

    /// Outputs that are still to be made before the job is finished.
    public int goalsMissing() {
        return goalsMissing;
    }

    public void countGoalsMissing(int change) {
        goalsMissing += change;
    }

    /// Whether all goals were reached once: what runs for its own sake is done for good, also where wanted results
    /// are lost and made again.
    public boolean wasFinished() {
        return wasFinished;
    }

    public void setWasFinished() {
        wasFinished = true;
    }

    /// Whether its code set, if it names one, is held for it.
    public boolean hasCode() {
        return hasCode;
    }

    /// Its code set is not here any more.
    public void loseCode() {
        hasCode = false;
    }

    public long lastProgressNanos() {
        return lastProgressNanos;
    }

    public void setLastProgressNanos(long atNanos) {
        lastProgressNanos = atNanos;
    }

    @Override
    public String toString() {
        return spec.name() + " (" + spec.id() + ")";
    }
}
