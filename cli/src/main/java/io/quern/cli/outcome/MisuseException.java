package io.quern.cli.outcome;

/// A command was called in a way that cannot be meant, found out after its arguments were parsed: exit code 2.
///
/// The message names the option or argument, the value seen, the limit and the remedy, in one line.
public final class MisuseException extends RuntimeException {
    public MisuseException(String message) {
        super(message);
    }

    public MisuseException(String message, Throwable cause) {
        super(message, cause);
    }
}
