package io.quern.client.cell;

import io.quern.core.message.TaskOutcome;

/// What a [TaskCell] needs done outside of its own lock.
public interface CellOwner {
    /// Reads the result, fetched from where it is or as it was told, and tells the cell.
    void read(TaskCell cell, TaskOutcome.Succeeded told);

    /// The last handle is gone.
    void released(TaskCell cell);
}
