package io.quern.dataframe.kernel;

import io.quern.core.error.QuernException;
import io.quern.dataframe.expression.Cast;
import org.jspecify.annotations.Nullable;

/// What a cast does with a value that the type cannot hold.
record CastFailure(Cast cast) {
    boolean isLenient() {
        return cast.isLenient();
    }

    QuernException of(Object value, @Nullable Throwable cause) {
        String shown = value instanceof String ? "'" + value + "'" : value.toString();
        String message = cast + ": " + shown + " is no value of " + cast.type()
                + "; use tryCast(…), which gives null there, or filter such rows out";
        return cause == null ? QuernException.user(message) : QuernException.user(message, cause);
    }
}
