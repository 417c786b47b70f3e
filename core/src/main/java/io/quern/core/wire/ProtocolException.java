package io.quern.core.wire;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;

/// Bytes that are no message, or a message that is too large to be bytes. Names the family, the field and where it
/// stands.
public final class ProtocolException extends QuernException {
    private static final long serialVersionUID = 1L;

    ProtocolException(String message) {
        super(ErrorCode.INTERNAL, message);
    }

    ProtocolException(String message, Throwable cause) {
        super(ErrorCode.INTERNAL, message, cause);
    }
}
