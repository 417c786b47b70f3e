package io.quern.core.access;

import io.quern.core.error.QuernException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/// The secret of a cluster: 256 random bits. Never printed: `toString` hides it, and it never travels.
public final class Token {
    static final int BYTES = 32;

    private final byte[] bytes;

    private Token(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Token random(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new Token(bytes);
    }

    /// Parses what [#reveal()] gave.
    ///
    /// @throws QuernException where it is not 64 hexadecimal digits; the text itself is not repeated
    public static Token parse(String hex) {
        if (!hex.matches("[0-9a-fA-F]{" + 2 * BYTES + "}")) {
            throw QuernException.user("a token has " + 2 * BYTES + " hexadecimal digits, this one has " + hex.length()
                    + " characters; take it whole from the connection file that the scheduler wrote");
        }
        return new Token(HexFormat.of().parseHex(hex));
    }

    /// The secret as hexadecimal digits, for the connection file alone.
    public String reveal() {
        return HexFormat.of().formatHex(bytes);
    }

    byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Token that && MessageDigest.isEqual(bytes, that.bytes);
    }

    /// The same for all tokens: a hash of the secret would tell about it.
    @Override
    public int hashCode() {
        return 1;
    }

    @Override
    public String toString() {
        return "***";
    }
}
