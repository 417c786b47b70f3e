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
import org.jspecify.annotations.Nullable;

/// Turns what a task threw into a [TaskFailure] of bounded size: at most 20 causes (cycles are cut), 200 frames and
/// 8,192 characters of message each, and 65,536 characters in all, so that no exception can flood a stream.
///
/// Never throws: exceptions whose own methods fail are described as far as they let themselves be.
public final class FailureReport {
    private static final int CAUSES_MAX = 20;
    private static final int FRAMES_MAX = 200;
    private static final int MESSAGE_CHARS_MAX = 8_192;
    private static final int CHARS_MAX = 65_536;

    private final List<Cause> causes = new ArrayList<>();
    private final Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private int charsLeft = CHARS_MAX;

    private FailureReport() {}

    /// Describes a failed run.
    ///
    /// @param worker name of the worker that ran it, empty where it ran in the client
    public static TaskFailure of(Throwable thrown, RunId run, String stageName, String worker) {
        FailureReport report = new FailureReport();
        ErrorCode code = null;
        for (Throwable t = thrown; t != null && report.add(t); t = causeOf(t)) {
            code = code == null ? codeOf(t) : code;
        }
        ErrorCode blamed = Objects.requireNonNullElse(code, ErrorCode.USER);
        return new TaskFailure(blamed, run, stageName, worker, RunId.tries(run.attempt()), report.causes);
    }

    /// The code of the outermost cause that has one: programs wrap our exceptions in their own.
    private static @Nullable ErrorCode codeOf(Throwable thrown) {
        return switch (thrown) {
            case QuernException known -> known.code();
            case OutOfMemoryError _ -> ErrorCode.RESOURCES;
            default -> null;
        };
    }

    private static @Nullable Throwable causeOf(Throwable thrown) {
        try {
            return thrown.getCause();
        } catch (RuntimeException | Error _) {
            return null;
        }
    }

    private boolean add(Throwable thrown) {
        if (causes.size() == CAUSES_MAX || charsLeft <= 0 || !seen.add(thrown)) {
            return false;
        }
        String type = thrown.getClass().getName();
        charsLeft -= type.length();
        causes.add(new Cause(type, message(thrown), frames(thrown), supertypes(thrown.getClass())));
        return true;
    }

    private static List<String> supertypes(Class<?> type) {
        List<String> names = new ArrayList<>();
        for (Class<?> above = type.getSuperclass();
                above != null && above != Throwable.class && above != Object.class && names.size() < CAUSES_MAX;
                above = above.getSuperclass()) {
            names.add(above.getName());
        }
        return names;
    }

    private String message(Throwable thrown) {
        String message;
        try {
            message = Objects.requireNonNullElse(thrown.getMessage(), "");
        } catch (RuntimeException | Error e) {
            message = "(its message cannot be had: " + e.getClass().getName() + ")";
        }
        int charsMax = Math.clamp(charsLeft, 0, MESSAGE_CHARS_MAX);
        if (message.length() > charsMax) {
            message = message.substring(0, charsMax) + "… (" + message.length() + " characters)";
        }
        charsLeft -= message.length();
        return message;
    }

    private List<String> frames(Throwable thrown) {
        StackTraceElement[] stack;
        try {
            stack = thrown.getStackTrace();
        } catch (RuntimeException | Error _) {
            return List.of();
        }
        List<String> frames = new ArrayList<>();
        for (int i = 0; i < Math.min(stack.length, FRAMES_MAX); i++) {
            String frame = stack[i].toString();
            if (frame.length() > charsLeft) {
                break;
            }
            charsLeft -= frame.length();
            frames.add(frame);
        }
        return frames;
    }
}
