package io.quern.worker.execution;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;

/// The worker's machine met what must not happen: a step that the table does not have, or a violated invariant. The
/// machine is of no use afterwards; the message carries the story.
public final class InvalidWorkerTransition extends QuernException {
    private static final long serialVersionUID = 1L;

    InvalidWorkerTransition(String message) {
        super(ErrorCode.INTERNAL, message);
    }
}
