package io.quern.client.error;

import io.quern.core.error.QuernException;
import io.quern.core.task.TaskFailure;
import java.util.List;

/// A task failed on a worker. Its message begins with what the program threw and the program's line; its cause
/// is that exception, of its own type where this process has the class.
public final class RemoteTaskException extends QuernException {
    private static final long serialVersionUID = 1L;

    private final transient FailedTask task;

    private RemoteTaskException(FailedTask task, String message, Throwable cause) {
        super(task.failure().code(), message, cause);
        this.task = task;
    }

    /// @param loader finds the program's exceptions
    public static RemoteTaskException of(FailedTask task, ClassLoader loader) {
        return of(task, loader, List.of());
    }

    /// @param same keys of other tasks that failed the same way
    static RemoteTaskException of(FailedTask task, ClassLoader loader, List<String> same) {
        String text = task.text(List.of("client.replay(\"" + task.key() + "\") runs it here, under a debugger;"
                + " client.story(\"" + task.key() + "\") tells its steps"));
        return new RemoteTaskException(
                task, text + FailureGroups.others(same), RemoteCauses.of(task.failure(), loader));
    }

    /// Key of the task that failed; where that was an upstream one, not the task that was asked for.
    public String key() {
        return task.key();
    }

    /// The user's line that made the task, such as `Report.java:41`; empty where unknown.
    public String definedAt() {
        return task.definedAt();
    }

    /// The user's line that threw, empty where none did.
    public String userFrame() {
        return task.userFrame().orElse("");
    }

    /// Name of the worker that ran the last attempt.
    public String worker() {
        return task.failure().worker();
    }

    /// Attempts that were made.
    public int attempts() {
        return task.failure().attempts();
    }

    /// The end of what the last attempt wrote, oldest first: a few short lines. `client.output(key)` has more.
    public List<String> lastLines() {
        return task.failure().lastLines();
    }

    /// The failure as data: with the frames of all causes, unfolded.
    public TaskFailure failure() {
        return task.failure();
    }
}
