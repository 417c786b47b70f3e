package io.quern.core.graph;

import java.util.List;

/// Stages that a planner appends to its job.
///
/// Their ids follow each other. They may depend on any stage that the job had when the planner began, its own too,
/// and on those before them in the plan; one of them may be a planner again.
///
/// @param stages the first one has the id [io.quern.core.task.TaskContext#nextStage()]; none where nothing is
///     left to do
/// @param output id of the stage that stands for the planner where the job wants the planner's output;
///     [#NO_OUTPUT] where the planner's own value does
public record StagePlan(List<StageSpec> stages, int output) {
    /// [#output()] of a plan whose planner made the output itself.
    public static final int NO_OUTPUT = -1;

    /// A plan that appends nothing.
    public static final StagePlan NOTHING = new StagePlan(List.of(), NO_OUTPUT);

    /// Largest [#estimatedBytes()] of a plan.
    public static final int BYTES_MAX = 16 * 1024 * 1024;

    private static final int STAGE_BYTES = 64;
    private static final int ELEMENT_BYTES = 8;

    public StagePlan {
        stages = List.copyOf(stages);
        int first = stages.isEmpty() ? 0 : stages.getFirst().id();
        for (int i = 0; i < stages.size(); i++) {
            if (stages.get(i).id() != first + i) {
                throw new IllegalArgumentException("a plan begins with stage " + first + ", so its stage "
                        + stages.get(i).name() + " has the id " + (first + i) + ", not "
                        + stages.get(i).id());
            }
        }
        if (output != NO_OUTPUT && (output < first || output >= first + stages.size())) {
            throw new IllegalArgumentException("a plan names stage " + output + " as its output, but appends "
                    + (stages.isEmpty() ? "none" : "the stages " + first + " to " + (first + stages.size() - 1)));
        }
    }

    public boolean hasOutput() {
        return output != NO_OUTPUT;
    }

    /// The same plan, beginning with the stage of that id: others were appended since the planner began.
    public StagePlan from(int id) {
        if (stages.isEmpty() || stages.getFirst().id() == id) {
            return this;
        }
        int first = stages.getFirst().id();
        int shift = id - first;
        return new StagePlan(
                stages.stream().map(stage -> stage.moved(first, shift)).toList(),
                hasOutput() ? output + shift : NO_OUTPUT);
    }

    /// About how many bytes it takes in a message.
    public long estimatedBytes() {
        long bytes = STAGE_BYTES;
        for (StageSpec stage : stages) {
            bytes += STAGE_BYTES + stage.name().length() + stage.function().sizeBytes();
            bytes += (long) STAGE_BYTES * stage.inputs().size();
            for (Payload argument : stage.arguments()) {
                bytes += ELEMENT_BYTES + argument.sizeBytes();
            }
        }
        return bytes;
    }
}
