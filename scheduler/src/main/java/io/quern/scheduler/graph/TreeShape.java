package io.quern.scheduler.graph;

import java.util.Arrays;

/// Where the levels of a reduction tree lie among the partitions of its stage ([io.quern.core.graph.StageInput.Tree]),
/// seen upwards: what takes a node, and how much lies below it. What a node takes is
/// [io.quern.core.graph.TaskRange]'s to say.
///
///     leaves (outputs upstream)   0 1 2 3 4 5 6
///     level 0, fan-in 3           0     1     2        partitions 0 to 2
///     level 1                     3                    partition 3: the root
final class TreeShape {
    private final int leaves;
    private final int fanIn;
    /// Partition at which each level starts, and one past the root.
    private final int[] starts;
    /// Leaves that one node of each level covers.
    private final long[] covered;

    TreeShape(int leaves, int fanIn) {
        this.leaves = leaves;
        this.fanIn = fanIn;
        int[] levelStarts = new int[34];
        long[] levelCovered = new long[34];
        int levels = 0;
        int width = leaves;
        long cover = 1;
        do {
            width = Math.ceilDiv(width, fanIn);
            cover = Math.min(cover * fanIn, leaves);
            levelStarts[levels + 1] = levelStarts[levels] + width;
            levelCovered[levels] = cover;
            levels++;
        } while (width > 1);
        starts = Arrays.copyOf(levelStarts, levels + 1);
        covered = Arrays.copyOf(levelCovered, levels);
    }

    int root() {
        return starts[starts.length - 1] - 1;
    }

    private int level(int partition) {
        int found = Arrays.binarySearch(starts, partition);
        return found >= 0 ? found : -found - 2;
    }

    /// Node on level 0 that takes a leaf.
    int parentOfLeaf(int leaf) {
        return leaf / fanIn;
    }

    /// Node that takes this one; asking for the root's is an error of the caller.
    int parent(int partition) {
        int level = level(partition);
        return starts[level + 1] + (partition - starts[level]) / fanIn;
    }

    /// One past the last leaf below a node.
    long coveredTo(int partition) {
        int level = level(partition);
        return Math.min((partition - starts[level] + 1) * covered[level], leaves);
    }

    int leaves() {
        return leaves;
    }
}
