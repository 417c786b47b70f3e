package io.quern.client.session;

import io.quern.client.cell.TaskCell;
import io.quern.client.error.FailedTask;
import io.quern.client.error.RemoteTaskException;
import io.quern.core.error.QuernException;
import io.quern.core.message.TaskOutcome;
import io.quern.core.transport.HeldResult;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// What a readable cell says to whoever reads it: its result, or an exception made for the reading thread.
final class Readings {
    private final FailureDescriptions descriptions;
    private final ClassLoader loader;

    Readings(FailureDescriptions descriptions, ClassLoader loader) {
        this.descriptions = descriptions;
        this.loader = loader;
    }

    /// @throws RuntimeException as [io.quern.client.future.RemoteFuture#join()] says
    @Nullable
    Object read(TaskCell cell) {
        HeldResult held = cell.result();
        if (held != null) {
            return held.value();
        }
        throw failure(cell);
    }

    /// Why there is no result.
    RuntimeException failure(TaskCell cell) {
        RuntimeException broken = cell.broken();
        if (broken != null) {
            return inThisThread(broken);
        }
        return switch (cell.outcome()) {
            case TaskOutcome.Failed failed ->
                RemoteTaskException.of(descriptions.describe(cell, failed.failure()), loader);
            case TaskOutcome.Cancelled cancelled ->
                new CancellationException("task " + cell.key() + " was cancelled: " + cancelled.reason());
            case TaskOutcome.Succeeded _ -> new IllegalStateException("task " + cell.key() + " has not failed");
            case null -> closed(cell);
        };
    }

    /// The failure of a task whose worker reported one; null where there is none.
    @Nullable
    FailedTask failedTask(TaskCell cell) {
        return cell.outcome() instanceof TaskOutcome.Failed failed
                ? descriptions.describe(cell, failed.failure())
                : null;
    }

    static IllegalStateException closed(TaskCell cell) {
        return new IllegalStateException("the future of task " + cell.key()
                + " was closed, so its result may be gone; read it before you close it, or submit the task again");
    }

    /// What broke the task was made by a thread of the transport; the caller's stack says whose task it was.
    private static RuntimeException inThisThread(RuntimeException broken) {
        return broken instanceof QuernException known
                ? new QuernException(known.code(), String.valueOf(known.getMessage()), known)
                : broken;
    }
}
