package io.quern.core.error;

/// A task took more memory than its worker has: workers ended under it for want of memory, the last time while it
/// ran alone. The message names the task, the workers, how they ended, and the remedy; the causes say what each
/// had in memory.
public final class TaskOutOfMemoryException extends QuernException {
    private static final long serialVersionUID = 1L;

    public TaskOutOfMemoryException(String message) {
        super(ErrorCode.RESOURCES, message);
    }
}
