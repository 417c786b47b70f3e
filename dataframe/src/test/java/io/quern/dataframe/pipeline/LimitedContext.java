package io.quern.dataframe.pipeline;

import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.task.TaskContext;
import io.quern.dataframe.LimitedMemory;

/// The only task of its stage, whose memory is limited.
record LimitedContext(LimitedMemory memory) implements TaskContext {
    @Override
    public RunId run() {
        return new RunId(new TaskKey(JobId.of(1_000, 1, 1), 0, 0), 1);
    }

    @Override
    public String stageName() {
        return "stage";
    }

    @Override
    public int partitions() {
        return 1;
    }

    @Override
    public void count(String counter, long amount) {
        // Nobody looks.
    }

    @Override
    public void checkCancelled() {
        // It never is.
    }

    @Override
    public boolean awaitCommitGrant() {
        return true;
    }
}
