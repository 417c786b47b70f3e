package io.quern.core.error;

/// An actor is gone with the worker that had it, and so is its state: its calls fail, and no other object takes its
/// place. The message names the actor, the worker, how that ended, and the remedy.
public final class ActorLostException extends QuernException {
    private static final long serialVersionUID = 1L;

    public ActorLostException(String message) {
        super(ErrorCode.RESOURCES, message);
    }
}
