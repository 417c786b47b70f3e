package io.quern.core.error;

import org.jspecify.annotations.Nullable;

/// The one exception Quern throws on purpose. Its message names the thing, the value seen, the limit and the
/// remedy, and its first line says it all.
public class QuernException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public QuernException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public QuernException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /// An error in the program or its input.
    public static QuernException user(String message) {
        return new QuernException(ErrorCode.USER, message);
    }

    /// An error in the program or its input, found by a library.
    public static QuernException user(String message, Throwable cause) {
        return new QuernException(ErrorCode.USER, message, cause);
    }

    public ErrorCode code() {
        return code;
    }

    /// Whether the same attempt may succeed when it is made again.
    public boolean isRetryable() {
        return code == ErrorCode.NETWORK;
    }
}
