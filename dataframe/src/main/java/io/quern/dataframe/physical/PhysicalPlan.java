package io.quern.dataframe.physical;

import io.quern.core.graph.JobSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.StageInput;
import io.quern.core.graph.StageSpec;
import io.quern.core.key.JobId;
import io.quern.core.value.Functions;
import io.quern.dataframe.pipeline.LaterStage;
import io.quern.dataframe.pipeline.ReducePlanner;
import io.quern.dataframe.pipeline.Reduction;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The stages of a job; the last one makes its result. Where one of them is a planner, those behind it are what it
/// appends, the first of them changed by what it finds out. Immutable.
public final class PhysicalPlan {
    /// No stage of the plan is a planner.
    static final int NO_PLANNER = -1;

    private final List<StageDraft> stages;
    private final int planner;

    PhysicalPlan(List<StageDraft> stages, int planner) {
        this.stages = List.copyOf(stages);
        this.planner = planner;
    }

    private boolean isPlannedLater() {
        return planner != NO_PLANNER;
    }

    /// The stage whose outputs are the job's result, or the planner for which another one stands.
    public int resultStage() {
        return isPlannedLater() ? planner : stages.size() - 1;
    }

    /// Names of the stages, in order.
    public List<String> stageNames() {
        return stages.stream().map(StageDraft::name).toList();
    }

    /// What a client submits.
    ///
    /// @throws io.quern.core.error.QuernException if a function of the user's cannot travel; it names what it holds
    public JobSpec toJob(JobId id, String name, Functions functions) {
        List<StageSpec> specs = toSpecs(0, isPlannedLater() ? planner : stages.size(), functions);
        if (isPlannedLater()) {
            specs.add(toPlanner(functions));
        }
        return new JobSpec(id, name, specs, List.of(resultStage()));
    }

    private List<StageSpec> toSpecs(int from, int to, Functions functions) {
        List<StageSpec> specs = new ArrayList<>();
        for (int stage = from; stage < to; stage++) {
            specs.add(toSpec(stage, stages.get(stage), functions));
        }
        return specs;
    }

    private static StageSpec toSpec(int id, StageDraft stage, Functions functions) {
        List<Payload> arguments =
                stage.arguments().stream().map(functions::serialize).toList();
        return new StageSpec(
                id,
                stage.name(),
                stage.partitions(),
                stage.isProducer(),
                stage.inputs(),
                functions.serialize(stage.function()),
                arguments);
    }

    /// The planner's function holds those of the stages behind it, and so names the classes that they name.
    private StageSpec toPlanner(Functions functions) {
        StageDraft draft = stages.get(planner);
        List<StageSpec> planned = toSpecs(planner + 1, stages.size(), functions);
        Payload function = functions.serialize(new ReducePlanner(
                draft.inputs().getFirst().stage(),
                planned.getFirst().function().bytes(),
                planned.stream().skip(1).map(LaterStage::of).toList()));
        Set<Class<?>> classes = new LinkedHashSet<>(function.classes());
        for (StageSpec stage : planned) {
            classes.addAll(stage.function().classes());
            stage.arguments().forEach(argument -> classes.addAll(argument.classes()));
        }
        return StageSpec.planner(
                planner, draft.name(), draft.inputs(), Payload.of(function.bytes(), List.copyOf(classes)));
    }

    /// One line a stage: number, name, tasks, and what it depends on. What is decided by what was measured is
    /// told as such.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < stages.size(); i++) {
            StageDraft stage = stages.get(i);
            if (isPlannedLater() && i == planner + 1) {
                text.append("stage ").append(i).append(": merge or tree-reduce, planned when the results of stage ");
                text.append(stage.inputs().getFirst().stage()).append(" are measured: ");
                text.append(Reduction.description()).append('\n');
                continue;
            }
            text.append("stage ").append(i).append(": ").append(stage.name());
            text.append(", ").append(stage.partitions()).append(stage.partitions() == 1 ? " task" : " tasks");
            for (StageInput input : stage.inputs()) {
                text.append(", ").append(describe(input));
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static String describe(StageInput input) {
        return switch (input) {
            case StageInput.OneToOne(int stage) -> "each after its own of stage " + stage;
            case StageInput.Broadcast(int stage) -> "after all of stage " + stage;
            case StageInput.Exchange(int stage) -> "each after its part of all of stage " + stage;
            case StageInput.Slices(int stage) -> "each after its share of stage " + stage;
            case StageInput.Measured(int stage, List<String> _) -> "measures all of stage " + stage;
            case StageInput.Tree(int stage, int fanIn) -> "a tree over stage " + stage + " with fan-in " + fanIn;
        };
    }
}
