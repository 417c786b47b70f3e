package io.quern.dataframe.parquet;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.dataframe.parquet.bytes.MalformedException;
import java.io.EOFException;
import java.io.IOException;

/// The errors of reading, with the file's name first.
final class ParquetErrors {
    private ParquetErrors() {}

    static QuernException corrupt(String file, String where, MalformedException cause) {
        return QuernException.user(file + ": " + where + cause.getMessage(), cause);
    }

    static QuernException notParquet(String file, String what) {
        return QuernException.user(file + ": is not a Parquet file, or cut short: " + what);
    }

    /// Where there is no memory it says for what.
    static QuernException located(String file, String where, QuernException cause) {
        return cause.code() == ErrorCode.RESOURCES
                ? new QuernException(
                        ErrorCode.RESOURCES, file + ": " + where + "there is no memory: " + cause.getMessage(), cause)
                : cause;
    }

    static QuernException unreadable(String file, IOException cause) {
        if (cause instanceof EOFException) {
            return QuernException.user(file + ": cut short or changed while it is read: " + cause.getMessage(), cause);
        }
        return new QuernException(ErrorCode.RESOURCES, file + ": cannot be read: " + cause, cause);
    }
}
