package io.quern.core.graph;

/// What makes a task different from one that may run anywhere, and again.
public enum TaskRole {
    /// Nothing: its result is a value, which may be copied, and made again.
    NONE,
    /// Its result is an actor, an object with state that lives on the worker that made it: it stays where it was
    /// made, and is made once.
    ACTOR,
    /// It calls the actor that is its first input, on the worker that has it: in its turn, and at most once.
    CALL,
    /// Its result is a value that its client has: workers fetch it from there, no run makes it, and once the
    /// client has let go of it nothing makes it again. Its size is the memory that the task asks for.
    SCATTERED;

    private static final TaskRole[] BY_CODE = values();

    static final int COUNT = BY_CODE.length;

    /// Its number on the wire.
    @SuppressWarnings("EnumOrdinal") // The order of the constants is part of the protocol.
    public int code() {
        return ordinal();
    }

    /// The role of that number.
    ///
    /// @throws IllegalArgumentException where there is none
    public static TaskRole of(int code) {
        if (code < 0 || code >= COUNT) {
            throw new IllegalArgumentException(
                    "there is no task role " + code + "; roles are from 0 to " + (COUNT - 1));
        }
        return BY_CODE[code];
    }
}
