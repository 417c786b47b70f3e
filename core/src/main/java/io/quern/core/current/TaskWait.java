package io.quern.core.current;

import java.util.concurrent.Callable;

/// How a run gives its slot up while it waits, and takes it back. Implemented by whoever runs tasks.
@FunctionalInterface
public interface TaskWait {
    /// Waits, without a slot meanwhile.
    ///
    /// @throws java.util.concurrent.CancellationException if the run was cancelled
    /// @throws Exception what the wait throws
    <T> T around(Callable<T> wait) throws Exception;
}
