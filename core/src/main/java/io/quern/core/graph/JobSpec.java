package io.quern.core.graph;

import io.quern.core.key.CodeHash;
import io.quern.core.key.JobId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What a client submits: stages in the order of their ids (0, 1, …), and which stages' outputs it wants kept until
/// it releases the job.
///
/// A planner among the results stands for the output that its plan names ([StagePlan#output()]), and for its own
/// where that names none.
///
/// @param codeSet the code that its functions and values are of, which the scheduler has; [CodeHash#NONE] where
///     every worker has it anyway
public record JobSpec(JobId id, String name, List<StageSpec> stages, List<Integer> results, CodeHash codeSet) {
    public JobSpec {
        stages = List.copyOf(stages);
        results = List.copyOf(results);
        if (stages.isEmpty()) {
            throw new IllegalArgumentException("job " + name + " has no stages");
        }
        for (int i = 0; i < stages.size(); i++) {
            if (stages.get(i).id() != i) {
                throw new IllegalArgumentException(
                        "job " + name + ": stage " + stages.get(i).name() + " stands at " + i + " but has id "
                                + stages.get(i).id());
            }
            checkWidths(stages.get(i), stages);
        }
        for (int stage : results) {
            if (stage < 0 || stage >= stages.size()) {
                throw new IllegalArgumentException("job " + name + " wants the results of stage " + stage
                        + " but has stages 0 to " + (stages.size() - 1));
            }
        }
    }

    /// A job of whose code every worker has its own.
    public JobSpec(JobId id, String name, List<StageSpec> stages, List<Integer> results) {
        this(id, name, stages, results, CodeHash.NONE);
    }

    /// The same job, with code that travels.
    public JobSpec withCodeSet(CodeHash newCodeSet) {
        return new JobSpec(id, name, stages, results, newCodeSet);
    }

    /// The same job, with the stages of a plan behind its own.
    ///
    /// @throws IllegalArgumentException where they do not fit together
    public JobSpec with(StagePlan plan) {
        List<StageSpec> all = new ArrayList<>(stages);
        all.addAll(plan.stages());
        return new JobSpec(id, name, all, results, codeSet);
    }

    /// The classes outside the JDK that its functions and arguments name ([Payload#classes()]).
    public Set<Class<?>> classes() {
        Set<Class<?>> classes = new LinkedHashSet<>();
        for (StageSpec stage : stages) {
            classes.addAll(stage.function().classes());
            stage.arguments().forEach(argument -> classes.addAll(argument.classes()));
        }
        return classes;
    }

    private static void checkWidths(StageSpec stage, List<StageSpec> stages) {
        for (StageInput input : stage.inputs()) {
            int outputs = stages.get(input.stage()).outputs();
            int expected = switch (input) {
                case StageInput.OneToOne _ -> outputs;
                case StageInput.Tree tree -> StageInput.Tree.tasks(outputs, tree.fanIn());
                case StageInput.Broadcast _, StageInput.Exchange _, StageInput.Slices _, StageInput.Measured _ ->
                    stage.partitions();
            };
            if (stage.partitions() != expected) {
                throw new IllegalArgumentException("stage " + stage.name() + " has " + stage.partitions()
                        + " partitions, but " + input + " over " + outputs + " outputs asks for " + expected);
            }
        }
    }
}
