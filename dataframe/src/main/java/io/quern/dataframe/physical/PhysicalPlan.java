package io.quern.dataframe.physical;

import io.quern.core.graph.JobSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.StageInput;
import io.quern.core.graph.StageSpec;
import io.quern.core.key.JobId;
import io.quern.core.value.Functions;
import java.util.ArrayList;
import java.util.List;

/// The stages of a job; the last one makes its result. Immutable.
public final class PhysicalPlan {
    private final List<StageDraft> stages;

    PhysicalPlan(List<StageDraft> stages) {
        this.stages = List.copyOf(stages);
    }

    /// The stage whose outputs are the job's result.
    public int resultStage() {
        return stages.size() - 1;
    }

    /// Names of the stages, in order.
    public List<String> stageNames() {
        return stages.stream().map(StageDraft::name).toList();
    }

    /// What a client submits.
    ///
    /// @throws io.quern.core.error.QuernException if a function of the user's cannot travel; it names what it holds
    public JobSpec toJob(JobId id, String name, Functions functions) {
        List<StageSpec> specs = new ArrayList<>(stages.size());
        for (StageDraft stage : stages) {
            List<Payload> arguments =
                    stage.arguments().stream().map(functions::serialize).toList();
            specs.add(new StageSpec(
                    specs.size(),
                    stage.name(),
                    stage.partitions(),
                    stage.isProducer(),
                    stage.inputs(),
                    functions.serialize(stage.function()),
                    arguments));
        }
        return new JobSpec(id, name, specs, List.of(resultStage()));
    }

    /// One line a stage: number, name, tasks, and what it depends on.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < stages.size(); i++) {
            StageDraft stage = stages.get(i);
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
            case StageInput.Slices(int stage) -> "each after its share of stage " + stage;
            case StageInput.Measured(int stage, List<String> _) -> "measures all of stage " + stage;
            case StageInput.Tree(int stage, int fanIn) -> "a tree over stage " + stage + " with fan-in " + fanIn;
        };
    }
}
