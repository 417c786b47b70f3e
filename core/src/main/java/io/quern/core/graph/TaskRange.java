package io.quern.core.graph;

import java.util.List;

/// Neighbouring tasks of one stage: partitions `from` up to, not including, `to`.
///
/// Every dependency pattern gives a task such ranges, so no edge of the task graph is ever stored.
public record TaskRange(int stage, int from, int to) {
    public int size() {
        return to - from;
    }

    /// What partition `partition` of `stage` depends on: one range for each of its inputs, in their order. A task on a
    /// higher level of a tree depends on earlier tasks of its own stage.
    ///
    /// @param stages the stages of the job, by id
    public static List<TaskRange> dependencies(List<StageSpec> stages, StageSpec stage, int partition) {
        return stage.inputs().stream()
                .map(input -> dependency(stages.get(input.stage()), input, stage, partition))
                .toList();
    }

    private static TaskRange dependency(StageSpec upstream, StageInput input, StageSpec stage, int partition) {
        int n = upstream.outputs();
        long m = stage.partitions();
        return switch (input) {
            case StageInput.OneToOne _ -> outputs(upstream, partition, partition + 1);
            case StageInput.Broadcast _ -> outputs(upstream, 0, n);
            case StageInput.Slices _ ->
                outputs(
                        upstream,
                        Math.toIntExact(partition * (long) n / m),
                        Math.toIntExact(Math.ceilDiv((partition + 1L) * n, m)));
            case StageInput.Tree tree -> treeDependency(upstream, stage, tree.fanIn(), partition);
        };
    }

    private static TaskRange treeDependency(StageSpec upstream, StageSpec stage, int fanIn, int partition) {
        int width = Math.ceilDiv(upstream.outputs(), fanIn);
        if (partition < width) {
            int from = partition * fanIn;
            return outputs(upstream, from, Math.min(from + fanIn, upstream.outputs()));
        }
        int levelStart = 0;
        int below = width;
        int nextStart = width;
        while (true) {
            int above = Math.ceilDiv(below, fanIn);
            if (partition < nextStart + above) {
                int from = levelStart + (partition - nextStart) * fanIn;
                return new TaskRange(stage.id(), from, Math.min(from + fanIn, nextStart));
            }
            levelStart = nextStart;
            nextStart += above;
            below = above;
        }
    }

    private static TaskRange outputs(StageSpec upstream, int from, int to) {
        return upstream.isTree()
                ? new TaskRange(upstream.id(), upstream.partitions() - 1, upstream.partitions())
                : new TaskRange(upstream.id(), from, to);
    }
}
