package io.quern.client.error;

import io.quern.core.error.QuernException;
import io.quern.core.task.TaskFailure;
import io.quern.core.task.TaskFailure.Cause;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A failed task as people are told about it.
///
/// @param failure what its worker reported
/// @param key by which people know the task that failed
/// @param definedAt the user's line that made it, empty where unknown
/// @param input its argument in words, empty where unknown
/// @param askedKey key of the task whose result was asked for; another one where an upstream task failed
public record FailedTask(TaskFailure failure, String key, String definedAt, String input, String askedKey) {
    private static final int MESSAGE_CHARS_MAX = 2_000;

    /// The first line: type and message of the outermost exception, as the program threw it. Our own messages are
    /// written for people and go without their type.
    public String headline() {
        Cause first = failure.causes().getFirst();
        String message = first.message();
        if (message.length() > MESSAGE_CHARS_MAX) {
            message = message.substring(0, MESSAGE_CHARS_MAX) + "… (" + message.length() + " characters)";
        }
        if (message.isEmpty()) {
            return first.type();
        }
        boolean isOurs = !first.isThrown() || first.type().equals(QuernException.class.getName());
        return isOurs ? message : first.type() + ": " + message;
    }

    /// The innermost frame of the user's: of the innermost exception that has one.
    public Optional<String> userFrame() {
        return failure.causes().reversed().stream()
                .filter(Cause::isThrown)
                .flatMap(cause -> UserFrames.first(cause.frames()).stream())
                .findFirst();
    }

    /// Type and place: what failures have in common that are told once.
    String kind() {
        return failure.causes().getFirst().type() + userFrame().orElse("");
    }

    /// All of it, a line each: the headline, then what was run, the user's line, where it was defined, on what,
    /// where and how often.
    ///
    /// @param next what to do now, a line each
    public String text(List<String> next) {
        Stream<String> facts = Stream.of(
                        Optional.of(line("in", failure.stageName() + "  (task " + key + ")")),
                        userFrame().map(frame -> line("at", frame + "  <- your code")),
                        optional("built", definedAt),
                        optional("input", input),
                        Optional.of(line("ran on", place())),
                        optional("wrote", String.join("\n", failure.lastLines())),
                        optional("wanted", askedKey.equals(key) ? "" : "for " + askedKey + ", which depends on it"))
                .flatMap(Optional::stream);
        return String.join(
                "\n",
                Stream.of(Stream.of(headline()), facts, next.stream().map(advice -> line("next", advice)))
                        .flatMap(lines -> lines)
                        .toList());
    }

    private String place() {
        String attempts = failure.attempts() == 1 ? "1 attempt" : failure.attempts() + " attempts";
        return (failure.worker().isEmpty() ? "this program" : failure.worker()) + ", " + attempts;
    }

    private static Optional<String> optional(String label, String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(line(label, text));
    }

    private static String line(String label, String text) {
        return "  " + label + " ".repeat(Math.max(1, 8 - label.length())) + text.replace("\n", "\n          ");
    }
}
