package io.quern.scheduler.lifecycle;

import io.quern.core.graph.StagePlan;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.task.TaskFailure;
import io.quern.scheduler.graph.Job;
import io.quern.scheduler.graph.Stage;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.recovery.JournalRecord.StagesAppended;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How planners append stages to their jobs.
///
/// The first attempt of a planner that ends well appends, before its task takes the step to `memory`: so what the
/// plan reads is needed without a gap. The append stands whatever becomes of the planner's result; a later
/// attempt is not asked again. A result of a planner that has not planned, as far as this scheduler knows, is not
/// taken back from a worker ([ResultOffers]): its plan was lost with the stream, or with a scheduler that had not
/// written it down.
final class PlanEvents {
    private final MachineState state;
    private final TaskTable tasks;
    private final TaskSteps steps;
    private final JobEnds ends;

    PlanEvents(MachineState state, TaskSteps steps, JobEnds ends) {
        this.state = state;
        this.tasks = state.tasks;
        this.steps = steps;
        this.ends = ends;
    }

    /// A run is about to take the step to `memory`.
    ///
    /// @param plan null where its worker told none
    /// @return why the run has failed instead, null where it has not
    @Nullable
    TaskFailure ended(int task, RunId run, @Nullable StagePlan plan, String worker) {
        boolean isPlanner =
                tasks.group(task) instanceof Stage stage && stage.spec().isPlanner();
        if (!isPlanner || plan == null) {
            boolean isAsExpected = isPlanner == (plan != null);
            return isAsExpected
                    ? null
                    : ends.misplanned(
                            task,
                            worker,
                            isPlanner
                                    ? "its worker told no plan; run workers of the same version as the scheduler"
                                    : "its stage is no planner; run workers of the same version as the scheduler");
        }
        Stage planner = (Stage) tasks.group(task);
        if (!planner.isOpenPlanner()) {
            return null;
        }
        String refusal = refusal(planner, plan);
        if (refusal != null) {
            return ends.misplanned(task, worker, refusal);
        }
        Job job = planner.graph();
        StagePlan placed = plan.from(job.stages().size());
        append(planner, run.attempt(), placed);
        List<String> names = placed.stages().stream()
                .map(stage -> stage.name() + "[" + stage.partitions() + "]")
                .toList();
        state.outbox.note("planner " + planner.spec().name() + " of job " + job + " appended "
                + (names.isEmpty() ? "nothing" : String.join(", ", names)));
        return null;
    }

    private @Nullable String refusal(Stage planner, StagePlan plan) {
        Job job = planner.graph();
        if (plan.stages().isEmpty()) {
            return null;
        }
        int first = plan.stages().getFirst().id();
        int next = job.stages().size();
        if (first <= planner.number() || first > next) {
            return "its first stage, " + plan.stages().getFirst().name() + ", has the id " + first
                    + ", and the next one of the job is " + next + "; begin with the task's nextStage()";
        }
        try {
            StagePlan placed = plan.from(next);
            return JobLimits.refusal(job, job.current().with(placed), placed, state.settings.limits());
        } catch (IllegalArgumentException unfit) {
            return unfit.getMessage() + "; let the stages of a plan fit those of the job";
        }
    }

    /// Takes in a plan that has passed all checks.
    ///
    /// @param plan with the ids that its stages have in the job
    void append(Stage planner, int attempt, StagePlan plan) {
        Job job = planner.graph();
        state.record(new StagesAppended(new RunId(new TaskKey(job.id(), planner.number(), 0), attempt), plan));
        steps.expandThrough(job, planner.number());
        List<Stage> before = job.stages().stream().filter(Stage::hasGoals).toList();
        List<Stage> added = job.append(planner, attempt, plan);
        for (Stage stage : before) {
            if (!stage.hasGoals()) {
                giveUpGoals(stage);
            }
        }
        // Before any of them has tasks: those count for themselves.
        added.forEach(this::needInputs);
        for (Stage stage : added) {
            if (!stage.isExpanded() && isBeginning(stage)) {
                steps.expand(stage);
            }
        }
        state.touchedJobs.add(job);
        state.progressJobs.add(job);
    }

    /// The outputs of a stage come to be read by another, or its client gets others: they are no goals any more.
    private void giveUpGoals(Stage stage) {
        int outputs = stage.spec().outputs();
        if (!stage.isExpanded()) {
            stage.graph().countGoalsMissing(-outputs);
            return;
        }
        for (int output = 0; output < outputs; output++) {
            int task = stage.firstTask() + stage.spec().outputPartition(output);
            TaskPhase phase = tasks.phase(task);
            boolean isReached = phase == TaskPhase.MEMORY || (phase == TaskPhase.RELEASED && tasks.needed(task) == 0);
            if (!isReached) {
                stage.graph().countGoalsMissing(-1);
                tasks.addNeeded(task, -1);
                steps.unsettle(task);
            }
        }
    }

    private void needInputs(Stage added) {
        for (int partition = 0; partition < added.size(); partition++) {
            added.visitInputs(partition, (upstream, from, to) -> {
                if (upstream.isExpanded()) {
                    for (int input = upstream.firstTask() + from; input < upstream.firstTask() + to; input++) {
                        tasks.addNeeded(input, 1);
                        steps.unsettle(input);
                    }
                }
            });
        }
    }

    /// Whether it depends on nothing, or an input has a result already, so that none will wake it.
    private boolean isBeginning(Stage added) {
        boolean[] isBeginning = {added.spec().inputs().isEmpty()};
        added.spec().inputs().forEach(input -> {
            Stage upstream = added.graph().stage(input.stage());
            isBeginning[0] |= upstream.isExpanded() && upstream.phaseCounts()[TaskPhase.MEMORY.code()] > 0;
        });
        return isBeginning[0];
    }
}
