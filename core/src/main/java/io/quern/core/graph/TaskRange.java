package io.quern.core.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Neighbouring tasks of one stage: partitions `from` up to, not including, `to`.
///
/// Every dependency pattern gives a task such ranges, so no edge of the task graph is ever stored.
public record TaskRange(int stage, int from, int to) {
    /// Receives a range by its parts, for callers that ask for each task and keep none.
    @FunctionalInterface
    public interface Visitor {
        void visit(int stage, int from, int to);
    }

    public int size() {
        return to - from;
    }

    /// What partition `partition` of `stage` depends on: one range for each of its inputs, in their order. A task on a
    /// higher level of a tree depends on earlier tasks of its own stage.
    ///
    /// @param stages the stages of the job, by id
    public static List<TaskRange> dependencies(List<StageSpec> stages, StageSpec stage, int partition) {
        List<TaskRange> ranges = new ArrayList<>();
        for (int input = 0; input < stage.inputs().size(); input++) {
            visitDependency(stages, stage, partition, input, (id, from, to) -> ranges.add(new TaskRange(id, from, to)));
        }
        return Collections.unmodifiableList(ranges);
    }

    /// Visits the range behind one input of `stage`, as [#dependencies] lists it.
    ///
    /// @param input index among the inputs of the stage
    public static void visitDependency(
            List<StageSpec> stages, StageSpec stage, int partition, int input, Visitor visitor) {
        StageInput pattern = stage.inputs().get(input);
        StageSpec upstream = stages.get(pattern.stage());
        int n = upstream.outputs();
        switch (pattern) {
            case StageInput.OneToOne _ -> visitOutputs(upstream, partition, partition + 1, visitor);
            case StageInput.Broadcast _, StageInput.Exchange _, StageInput.Measured _ ->
                visitOutputs(upstream, 0, n, visitor);
            case StageInput.Slices _ ->
                visitOutputs(
                        upstream,
                        StageInput.Slices.from(partition, n, stage.partitions()),
                        StageInput.Slices.to(partition, n, stage.partitions()),
                        visitor);
            case StageInput.Tree tree -> visitTree(upstream, stage, tree.fanIn(), partition, visitor);
        }
    }

    private static void visitTree(StageSpec upstream, StageSpec stage, int fanIn, int partition, Visitor visitor) {
        int width = Math.ceilDiv(upstream.outputs(), fanIn);
        if (partition < width) {
            int from = partition * fanIn;
            visitOutputs(upstream, from, Math.min(from + fanIn, upstream.outputs()), visitor);
            return;
        }
        int levelStart = 0;
        int nextStart = width;
        int above = Math.ceilDiv(width, fanIn);
        while (partition >= nextStart + above) {
            levelStart = nextStart;
            nextStart += above;
            above = Math.ceilDiv(above, fanIn);
        }
        int from = levelStart + (partition - nextStart) * fanIn;
        visitor.visit(stage.id(), from, Math.min(from + fanIn, nextStart));
    }

    private static void visitOutputs(StageSpec upstream, int from, int to, Visitor visitor) {
        if (upstream.isTree()) {
            visitor.visit(upstream.id(), upstream.partitions() - 1, upstream.partitions());
        } else {
            visitor.visit(upstream.id(), from, to);
        }
    }
}
