package io.quern.core.key;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The SHA-256 of a piece of user code: of a jar, or of the list of jars that makes a code set. What has the same
/// hash is the same code, whoever sent it.
public record CodeHash(long first, long second, long third, long fourth) implements Comparable<CodeHash> {
    /// Stands for no code: a job of whose classes every process has its own.
    public static final CodeHash NONE = new CodeHash(0, 0, 0, 0);

    private static final int BYTES = 32;

    /// The hash of these bytes.
    public static CodeHash of(byte[] content) {
        return of(digest().digest(content), 0);
    }

    /// The hash that a [#digest()] made of what it was given.
    public static CodeHash of(MessageDigest digest) {
        return of(digest.digest(), 0);
    }

    /// Something that makes the hash of content that comes in pieces.
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// Reads what [#toString()] printed.
    ///
    /// @throws IllegalArgumentException where that is not 64 hexadecimal digits
    public static CodeHash parse(String text) {
        if (text.length() != 2 * BYTES) {
            throw new IllegalArgumentException("a hash has " + 2 * BYTES + " hexadecimal digits, got " + text.length());
        }
        return of(HexFormat.of().parseHex(text), 0);
    }

    private static CodeHash of(byte[] bytes, int offset) {
        return new CodeHash(
                number(bytes, offset),
                number(bytes, offset + 8),
                number(bytes, offset + 16),
                number(bytes, offset + 24));
    }

    private static long number(byte[] bytes, int offset) {
        long value = 0;
        for (int i = offset; i < offset + Long.BYTES; i++) {
            value = value << 8 | (bytes[i] & 0xFF);
        }
        return value;
    }

    public boolean isNone() {
        return equals(NONE);
    }

    /// The first eight digits, for logs.
    public String brief() {
        return HexFormat.of().toHexDigits(first >>> 32, 8);
    }

    @Override
    public int compareTo(CodeHash other) {
        int order = Long.compareUnsigned(first, other.first);
        order = order != 0 ? order : Long.compareUnsigned(second, other.second);
        order = order != 0 ? order : Long.compareUnsigned(third, other.third);
        return order != 0 ? order : Long.compareUnsigned(fourth, other.fourth);
    }

    /// 64 hexadecimal digits.
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(first) + hex.toHexDigits(second) + hex.toHexDigits(third) + hex.toHexDigits(fourth);
    }
}
