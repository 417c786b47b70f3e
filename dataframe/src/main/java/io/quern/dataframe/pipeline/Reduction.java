package io.quern.dataframe.pipeline;

import io.quern.core.task.OutputMeasure;
import java.util.List;

/// How partial aggregates become one: all by one task, or by a tree.
///
/// @param fanIn partials that one task merges
/// @param partialBytes what all partials take in memory
/// @param partialGroups groups of all partials, those of several partitions counted in each; as far as is known
public record Reduction(int fanIn, long partialBytes, long partialGroups) {
    /// Counter of the groups of a partial aggregate.
    static final String GROUPS = "groups";

    /// What one task merges in less time than it takes to hand work to several.
    static final long MERGED_AT_ONCE_BYTES = 8L * 1024 * 1024;

    /// What the inputs of one task of a tree may take.
    static final long INPUT_BYTES = 256L * 1024 * 1024;

    /// Largest fan-in of a tree of several levels.
    public static final int TREE_FAN_IN = 8;

    private static final int FAN_IN_MIN = 2;

    /// Few bytes are merged at once. Else it is a tree, with as large a fan-in as lets a task hold its inputs:
    /// large partials that have most groups in common stay large on every level.
    ///
    /// @param partials at least one
    static Reduction choose(List<OutputMeasure> partials) {
        long bytes = partials.stream().mapToLong(OutputMeasure::sizeBytes).sum();
        long largest =
                partials.stream().mapToLong(OutputMeasure::sizeBytes).max().orElse(0);
        long groups = partials.stream()
                .mapToLong(partial -> partial.counter(GROUPS).orElse(0))
                .sum();
        int fanIn = bytes <= MERGED_AT_ONCE_BYTES
                ? Math.max(FAN_IN_MIN, partials.size())
                : Math.clamp(INPUT_BYTES / Math.max(1, largest), FAN_IN_MIN, TREE_FAN_IN);
        return new Reduction(fanIn, bytes, groups);
    }

    /// Such as `merged at once if all take at most 8 MiB, else by a tree of fan-in 2 to 8`.
    public static String description() {
        return "merged at once if all take at most " + MERGED_AT_ONCE_BYTES / (1024 * 1024)
                + " MiB, else by a tree with fan-in " + FAN_IN_MIN + " to " + TREE_FAN_IN;
    }
}
