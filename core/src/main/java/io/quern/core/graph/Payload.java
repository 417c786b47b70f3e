package io.quern.core.graph;

import java.util.Arrays;
import java.util.List;

/// Bytes that belong to a user: a serialised function, argument or chunk of a result. Compared by content.
///
/// The array is owned, not copied: whoever makes a payload gives the array up, whoever reads it leaves it
/// unchanged.
public final class Payload {
    /// No bytes: the argument of a partition that has none.
    public static final Payload EMPTY = new Payload(new byte[0], List.of());

    private final byte[] bytes;
    private final List<Class<?>> classes;

    private Payload(byte[] bytes, List<Class<?>> classes) {
        this.bytes = bytes;
        this.classes = classes;
    }

    public static Payload of(byte[] bytes) {
        return of(bytes, List.of());
    }

    /// A payload that was made in this process, of instances of these classes; the list must not change any more.
    public static Payload of(byte[] bytes, List<Class<?>> classes) {
        return bytes.length == 0 ? EMPTY : new Payload(bytes, classes);
    }

    /// The owned array, not a copy.
    public byte[] bytes() {
        return bytes;
    }

    /// The classes outside the JDK that the bytes name, where they were made in this process: what a reader has to
    /// have. Empty for bytes that came from elsewhere; no part of the content.
    public List<Class<?>> classes() {
        return classes;
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
