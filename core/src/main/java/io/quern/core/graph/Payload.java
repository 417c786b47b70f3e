package io.quern.core.graph;

import java.util.Arrays;

/// Bytes that belong to a user: a serialised function, argument or chunk of a result. Compared by content.
///
/// The array is owned, not copied: whoever makes a payload gives the array up, whoever reads it leaves it
/// unchanged.
public final class Payload {
    /// No bytes: the argument of a partition that has none.
    public static final Payload EMPTY = new Payload(new byte[0]);

    private final byte[] bytes;

    private Payload(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Payload of(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new Payload(bytes);
    }

    /// The owned array, not a copy.
    public byte[] bytes() {
        return bytes;
    }

    public int sizeBytes() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Payload that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
