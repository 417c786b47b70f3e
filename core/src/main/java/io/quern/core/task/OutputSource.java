package io.quern.core.task;

/// Where a line of a task's output was written to.
public enum OutputSource {
    OUT,
    ERR,

    /// Nowhere: the line stands for those between that were not kept, and says how much that was.
    GAP
}
