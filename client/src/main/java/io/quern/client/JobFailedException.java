package io.quern.client;

import io.quern.client.error.FailedTask;
import io.quern.client.error.RemoteCauses;
import io.quern.core.error.QuernException;
import io.quern.core.task.TaskFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A task of the job failed, and so the job. The message begins with what the task threw; then come the task, the
/// program's line where it threw, the worker and the attempts.
public final class JobFailedException extends QuernException {
    private static final long serialVersionUID = 1L;

    private final transient TaskFailure failure;

    /// @param cause what the task threw, where it ran in this thread; null where it ran elsewhere
    public JobFailedException(TaskFailure failure, @Nullable Throwable cause) {
        super(failure.code(), text(failure), cause != null ? cause : RemoteCauses.of(failure, loader()));
        this.failure = failure;
    }

    private static String text(TaskFailure failure) {
        String key = failure.stageName() + "[" + failure.run().task().partition() + "]";
        return new FailedTask(failure, key, "", "", key).text(List.of());
    }

    private static ClassLoader loader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context != null ? context : JobFailedException.class.getClassLoader();
    }

    /// Task, worker, attempts, and the chain of causes with their frames.
    public TaskFailure failure() {
        return failure;
    }
}
