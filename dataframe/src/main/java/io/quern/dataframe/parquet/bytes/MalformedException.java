package io.quern.dataframe.parquet.bytes;

import org.jspecify.annotations.Nullable;

/// Bytes are not what the format says. Thrown close to the bytes, where the file is not known; the facade turns
/// it into a [io.quern.core.error.QuernException] that names the file, row group, column and page. Never
/// reaches a user.
public final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedException(@Nullable String message) {
        this(message, null);
    }

    public MalformedException(@Nullable String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
    }
}
