package io.quern.core.graph;

/// What a task has to do with actors: objects with state that live on the worker that made them.
public enum ActorRole {
    /// Nothing: its result is a value, which may be copied, and made again.
    NONE,
    /// Its result is an actor: it stays where it was made, and is made once.
    ACTOR,
    /// It calls the actor that is its first input, on the worker that has it: in its turn, and at most once.
    CALL;

    private static final ActorRole[] BY_CODE = values();

    static final int COUNT = BY_CODE.length;

    /// Its number on the wire.
    @SuppressWarnings("EnumOrdinal") // The order of the constants is part of the protocol.
    public int code() {
        return ordinal();
    }

    /// The role of that number.
    ///
    /// @throws IllegalArgumentException where there is none
    public static ActorRole of(int code) {
        if (code < 0 || code >= COUNT) {
            throw new IllegalArgumentException(
                    "there is no actor role " + code + "; roles are from 0 to " + (COUNT - 1));
        }
        return BY_CODE[code];
    }
}
