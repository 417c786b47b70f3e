package io.quern.scheduler.recovery.storage;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A journal that cannot be opened, read or written. Names the file, what is wrong with it, and the remedy.
public final class JournalException extends QuernException {
    private static final long serialVersionUID = 1L;

    public JournalException(String message) {
        this(message, null);
    }

    public JournalException(String message, @Nullable Throwable cause) {
        super(ErrorCode.RESOURCES, message, cause);
    }

    /// Words for a failure of the file system, whose messages are often only a file's name.
    public static String describe(IOException e) {
        String message = e.getMessage();
        return e.getClass().getSimpleName() + (message == null ? "" : " " + message);
    }
}
