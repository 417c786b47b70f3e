package io.quern.scheduler.graph;

import io.quern.core.graph.JobSpec;
import io.quern.core.graph.StagePlan;
import io.quern.core.graph.StageSpec;
import io.quern.core.task.TaskFailure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A job that a client submitted and has not released. Planners append stages to it.
public final class Job extends Graph {
    private final JobSpec spec;
    /// What it is by now: with the stages that were appended.
    private JobSpec current;
    private final Session session;
    private final long submission;
    private final List<Stage> stages;
    /// Planners whose plans were appended, in that order.
    private final List<Stage> planned = new ArrayList<>();

    private int openPlanners;
    private long plannedBytes;
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
        this.current = spec;
        this.session = session;
        this.submission = submission;
        this.lastProgressNanos = atNanos;
        this.stages = new ArrayList<>(spec.stages().size());
        for (StageSpec stageSpec : spec.stages()) {
            add(new Stage(this, stageSpec, spec.results().contains(stageSpec.id())));
        }
        stages.forEach(this::countGoals);
    }

    private void add(Stage stage) {
        stages.add(stage);
        openPlanners += stage.spec().isPlanner() ? 1 : 0;
    }

    private void countGoals(Stage stage) {
        goalsMissing += stage.hasGoals() ? stage.spec().outputs() : 0;
    }

    /// As its client submitted it.
    public JobSpec spec() {
        return spec;
    }

    /// With the stages that were appended.
    public JobSpec current() {
        return current;
    }

    /// Appends stages. Whether an earlier stage still has goals may change; the goals of the new stages are
    /// counted.
    ///
    /// @param attempt that planned them
    /// @param plan fits behind the stages that are there
    /// @return the new stages
    public List<Stage> append(Stage planner, int attempt, StagePlan plan) {
        current = current.with(plan);
        for (StageSpec stageSpec : plan.stages()) {
            add(new Stage(this, stageSpec, planner.isWanted() && stageSpec.id() == plan.output()));
        }
        planner.setPlan(attempt, plan);
        planned.add(planner);
        openPlanners--;
        plannedBytes += plan.estimatedBytes();
        if (openPlanners == 0) {
            stages.forEach(Stage::forgetMeasures);
        }
        List<Stage> added = stages.subList(stages.size() - plan.stages().size(), stages.size());
        added.forEach(this::countGoals);
        return List.copyOf(added);
    }

    /// Planners whose plans were appended, in that order.
    public List<Stage> planned() {
        return planned;
    }

    /// Planners that have not planned yet: the job cannot be finished before they have.
    public int openPlanners() {
        return openPlanners;
    }

    /// About what all plans that were appended take.
    public long plannedBytes() {
        return plannedBytes;
    }

    /// The stage whose outputs a client gets that wants those of a stage: another one where that is a planner and
    /// named one.
    public Stage outputOf(int id) {
        Stage stage = stages.get(id);
        StagePlan plan = stage.plan();
        return plan != null && plan.hasOutput() ? outputOf(plan.output()) : stage;
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
