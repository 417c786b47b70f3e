package io.quern.scheduler.coordination;

import io.quern.core.key.ClientId;
import io.quern.core.key.TaskKey;

/// Keeps results of tasks alive that queues and variables refer to. Holds are counted: each needs its release.
public interface ResultHolds {
    /// Keeps a result.
    ///
    /// @return whether it is known; where it is not, nothing is kept
    boolean hold(TaskKey result);

    /// Ends one hold.
    void release(TaskKey result);

    /// Keeps a held result for a client that is about to be told of it, until that client releases it or ends.
    void holdFor(ClientId client, TaskKey result);
}
