package io.quern.core.task;

import io.quern.core.error.ErrorCode;
import io.quern.core.key.RunId;
import java.util.List;
import java.util.Optional;

/// Why a run failed, as data: it crosses processes whose class paths differ and is never thrown itself.
///
/// @param code whose fault it is
/// @param run the failed run
/// @param stageName stage of the task
/// @param worker name of the worker that ran it, empty where it never started
/// @param attempts runs of the task so far
/// @param causes the exception and its causes, outermost first; bounded, at least one
/// @param lastLines the end of what the run wrote, oldest first; a few short lines, none where it wrote nothing
public record TaskFailure(
        ErrorCode code,
        RunId run,
        String stageName,
        String worker,
        int attempts,
        List<Cause> causes,
        List<String> lastLines) {
    public TaskFailure {
        causes = List.copyOf(causes);
        lastLines = List.copyOf(lastLines);
        if (causes.isEmpty()) {
            throw new IllegalArgumentException("a failure needs at least one cause: run " + run);
        }
    }

    /// A failure of a run that wrote nothing, as far as one knows.
    public TaskFailure(ErrorCode code, RunId run, String stageName, String worker, int attempts, List<Cause> causes) {
        this(code, run, stageName, worker, attempts, causes, List.of());
    }

    /// The same, of a run that wrote something.
    public TaskFailure withLastLines(List<String> lines) {
        return lines.isEmpty() ? this : new TaskFailure(code, run, stageName, worker, attempts, causes, lines);
    }

    /// One exception of the chain.
    ///
    /// @param type its class name
    /// @param message its message, empty where it has none
    /// @param frames its stack, innermost first, each as [StackTraceElement#toString()] prints it
    /// @param supertypes names of its superclasses below [Throwable], nearest first
    public record Cause(String type, String message, List<String> frames, List<String> supertypes) {
        public Cause {
            frames = List.copyOf(frames);
            supertypes = List.copyOf(supertypes);
        }

        /// Whether it is an exception that code threw. What the scheduler tells of (workers that died, say) is none,
        /// and its frames are lines for people.
        public boolean isThrown() {
            return !supertypes.isEmpty() || type.indexOf('.') >= 0;
        }

        /// One that is told of, not thrown: it has no superclasses.
        public Cause(String type, String message, List<String> frames) {
            this(type, message, frames, List.of());
        }
    }

    /// The innermost cause, which usually names the thing that went wrong.
    public Cause root() {
        return causes.getLast();
    }

    /// One line: what failed, where, and how often it was tried.
    public String summary() {
        Optional<Cause> told =
                causes.stream().filter(cause -> !cause.message().isEmpty()).findFirst();
        return told.map(Cause::message).orElseGet(() -> causes.getFirst().type()) + " (task " + stageName + "["
                + run.task().partition() + "]" + (worker.isEmpty() ? "" : " on " + worker)
                + (attempts > 1 ? ", " + attempts + " attempts" : "") + ")";
    }
}
