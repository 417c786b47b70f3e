package io.quern.client.cell;

import io.quern.core.message.ResultLocation;

/// What a [TaskCell] needs done outside of its own lock.
public interface CellOwner {
    /// Fetches the result and tells the cell.
    void fetch(TaskCell cell, ResultLocation location);

    /// The last handle is gone.
    void released(TaskCell cell);
}
