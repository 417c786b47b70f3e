package io.quern.core.task;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.key.RunId;
import io.quern.core.task.TaskFailure.Cause;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Turns what a task threw into a [TaskFailure] of bounded size: at most 20 causes (cycles are cut), 200 frames and
/// 8,192 characters of message each, so that no exception can flood a stream.
public final class FailureReport {
    private static final int CAUSES_MAX = 20;
    private static final int FRAMES_MAX = 200;
    private static final int MESSAGE_CHARS_MAX = 8_192;

    private FailureReport() {}

    /// Describes a failed run.
    ///
    /// @param worker name of the worker that ran it, empty where it ran in the client
    public static TaskFailure of(Throwable thrown, RunId run, String stageName, String worker) {
        List<Cause> causes = new ArrayList<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable t = thrown; t != null && seen.add(t) && causes.size() < CAUSES_MAX; t = t.getCause()) {
            causes.add(describe(t));
        }
        return new TaskFailure(codeOf(thrown), run, stageName, worker, run.attempt(), causes);
    }

    private static ErrorCode codeOf(Throwable thrown) {
        return switch (thrown) {
            case QuernException known -> known.code();
            case OutOfMemoryError _ -> ErrorCode.RESOURCES;
            default -> ErrorCode.USER;
        };
    }

    private static Cause describe(Throwable thrown) {
        StackTraceElement[] stack = thrown.getStackTrace();
        List<String> frames = new ArrayList<>();
        for (int i = 0; i < Math.min(stack.length, FRAMES_MAX); i++) {
            frames.add(stack[i].toString());
        }
        String message = Objects.requireNonNullElse(thrown.getMessage(), "");
        if (message.length() > MESSAGE_CHARS_MAX) {
            message = message.substring(0, MESSAGE_CHARS_MAX) + "… (" + message.length() + " characters)";
        }
        return new Cause(thrown.getClass().getName(), message, frames);
    }
}
