package io.quern.client.error;

/// Stands in for an exception of another process whose class cannot be made here: prints like the original.
public final class RemoteCauseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String type;

    RemoteCauseException(String type, String message) {
        super(message.isEmpty() ? null : message);
        this.type = type;
    }

    /// Name of the original's class.
    public String type() {
        return type;
    }

    @Override
    @SuppressWarnings("OverrideThrowableToString") // The name of this class says nothing; the original's does.
    public String toString() {
        return getMessage() == null ? type : type + ": " + getMessage();
    }
}
