package io.quern.client.session;

import io.quern.core.message.ResultLocation;

/// What a [TaskCell] needs done outside of its own lock.
interface CellOwner {
    /// Fetches the result and tells the cell.
    void fetch(TaskCell cell, ResultLocation location);

    /// The last handle is gone.
    void released(TaskCell cell);
}
