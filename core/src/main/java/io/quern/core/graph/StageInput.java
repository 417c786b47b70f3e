package io.quern.core.graph;

import java.util.List;

/// The dependency pattern by which the tasks of a stage depend on the *outputs* of an earlier stage of the same
/// job.
///
/// Below, `n` is the number of outputs of the upstream stage ([StageSpec#outputs()]) and `m` the partitions of this
/// one.
public sealed interface StageInput {
    /// Id of the upstream stage.
    int stage();

    /// The same pattern over another upstream stage.
    default StageInput over(int other) {
        return switch (this) {
            case OneToOne _ -> new OneToOne(other);
            case Broadcast _ -> new Broadcast(other);
            case Exchange _ -> new Exchange(other);
            case Slices _ -> new Slices(other);
            case Tree tree -> new Tree(other, tree.fanIn());
            case Measured measured -> new Measured(other, measured.counters());
        };
    }

    /// Partition `p` depends on output `p`; `n` equals `m`.
    record OneToOne(int stage) implements StageInput {}

    /// Every partition depends on all `n` outputs, in order. With `m` = 1 this gathers a stage.
    record Broadcast(int stage) implements StageInput {}

    /// Every partition depends on all `n` outputs, in order, and of each it reads part `p` alone: what the upstream
    /// tasks return is [io.quern.core.task.Parts] of `m` parts. The parts are not fetched before the task begins,
    /// the task reads one after the other ([io.quern.core.task.TaskInputs#parts]).
    record Exchange(int stage) implements StageInput {}

    /// Partition `p` depends on the outputs that overlap the `p`-th `m`-th of the upstream stage: outputs
    /// `floor(p*n/m)` up to, not including, `ceil((p+1)*n/m)`. Fewer partitions take neighbours together, more
    /// partitions each take a part of one; which part is for the stage's function to say.
    record Slices(int stage) implements StageInput {
        /// First of the `width` outputs that slice `index` of `slices` overlaps. With `width` and `slices` exchanged
        /// it is the first slice that overlaps output `index`; [#to] likewise.
        public static int from(long index, long width, long slices) {
            return Math.toIntExact(index * width / slices);
        }

        /// One past the last.
        public static int to(long index, long width, long slices) {
            return Math.toIntExact(Math.ceilDiv((index + 1) * width, slices));
        }
    }

    /// A reduction tree: the only input of its stage. Level 1 takes `fanIn` neighbouring outputs each, every
    /// further level `fanIn` neighbouring tasks of the level before, until one task is left, which is the stage's
    /// only output. Partitions are numbered level by level; the last one is the root. A tree over one output has
    /// one task.
    record Tree(int stage, int fanIn) implements StageInput {
        public Tree {
            if (fanIn < 2) {
                throw new IllegalArgumentException("a tree needs a fan-in of at least 2, got " + fanIn);
            }
        }

        /// Tasks on all levels of a tree over `leaves` outputs.
        public static int tasks(int leaves, int fanIn) {
            int total = 0;
            int width = leaves;
            do {
                width = Math.ceilDiv(width, fanIn);
                total += width;
            } while (width > 1);
            return total;
        }
    }

    /// For planners ([StageSpec#isPlanner()]): depends on all `n` outputs as [Broadcast] does, but sees what is
    /// known of them instead of their values, an [io.quern.core.task.OutputMeasure] each. So no result moves to
    /// where the planner runs, and they stay in memory until it has planned who reads them.
    ///
    /// @param counters what to tell of each output besides its size: counters of its run
    ///     ([io.quern.core.task.TaskContext#count]); at most 16
    record Measured(int stage, List<String> counters) implements StageInput {
        private static final int COUNTERS_MAX = 16;

        public Measured {
            counters = List.copyOf(counters);
            if (counters.size() > COUNTERS_MAX) {
                throw new IllegalArgumentException("a planner asks for " + counters.size()
                        + " counters of each output of stage " + stage + ", the limit is " + COUNTERS_MAX
                        + "; ask for those that decide");
            }
        }
    }
}
