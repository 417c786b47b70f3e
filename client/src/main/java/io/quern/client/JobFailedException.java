package io.quern.client;

import io.quern.core.error.QuernException;
import io.quern.core.task.TaskFailure;
import org.jspecify.annotations.Nullable;

/// A task of the job failed, and so the job. The message's first line says what, where, and how often it was tried.
public final class JobFailedException extends QuernException {
    private static final long serialVersionUID = 1L;

    private final transient TaskFailure failure;

    /// @param cause what the task threw, where it ran in this thread; null where it ran elsewhere
    public JobFailedException(TaskFailure failure, @Nullable Throwable cause) {
        super(failure.code(), failure.summary(), cause);
        this.failure = failure;
    }

    /// Task, worker, attempts, and the chain of causes with their frames.
    public TaskFailure failure() {
        return failure;
    }
}
