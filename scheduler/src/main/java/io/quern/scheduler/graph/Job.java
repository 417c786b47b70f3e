package io.quern.scheduler.graph;

import io.quern.core.graph.JobSpec;
import io.quern.core.graph.StageSpec;
import io.quern.core.key.ClientId;
import io.quern.core.key.JobId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// A job that a client submitted and has not released.
public final class Job {
    private final JobSpec spec;
    private final ClientId client;
    private final long submission;
    private final List<Stage> stages;
    private final BitSet toldWorkers = new BitSet();

    private Phase phase = Phase.RUNNING;
    private int goalsMissing;
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
    public Job(JobSpec spec, ClientId client, long submission, long atNanos) {
        this.spec = spec;
        this.client = client;
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

    public JobId id() {
        return spec.id();
    }

    public JobSpec spec() {
        return spec;
    }

    public ClientId client() {
        return client;
    }

    public long submission() {
        return submission;
    }

    public List<Stage> stages() {
        return stages;
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

    /// Outputs that are still to be made before the job is finished.
    public int goalsMissing() {
        return goalsMissing;
    }

    public void countGoalsMissing(int change) {
        goalsMissing += change;
    }

    /// Slots of the workers that were told anything of the job.
    public BitSet toldWorkers() {
        return toldWorkers;
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
