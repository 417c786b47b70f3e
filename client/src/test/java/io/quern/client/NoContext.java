package io.quern.client;

import io.quern.core.key.RunId;
import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskMemory;

/// For functions that do not look at their context.
enum NoContext implements TaskContext {
    INSTANCE;

    @Override
    public RunId run() {
        throw new AssertionError("nobody asks");
    }

    @Override
    public String stageName() {
        throw new AssertionError("nobody asks");
    }

    @Override
    public int partitions() {
        throw new AssertionError("nobody asks");
    }

    @Override
    public void count(String counter, long amount) {
        throw new AssertionError("nobody counts");
    }

    @Override
    public void checkCancelled() {}

    @Override
    public boolean awaitCommitGrant() {
        throw new AssertionError("nobody commits");
    }

    @Override
    public TaskMemory memory() {
        throw new AssertionError("nobody reserves");
    }
}
