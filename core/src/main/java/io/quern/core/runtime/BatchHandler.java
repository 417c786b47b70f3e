package io.quern.core.runtime;

import java.util.List;

/// Handles what an event loop drained in one turn. Called by the loop's thread alone; must not block.
@FunctionalInterface
public interface BatchHandler<E> {
    /// @param batch the events in the order in which they were posted; at least one, immutable
    void handle(List<E> batch);
}
