package io.quern.core.access;

import io.quern.core.graph.Payload;
import io.quern.core.message.Role;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Proofs that a peer has the token: HMAC-SHA256 over a tag of the side, the role that is asked for and both
/// nonces. The tags differ, so a proof cannot be sent back to the side that made it; the nonces are new each
/// time, so a recorded one is of no use.
public final class Proofs {
    public static final int NONCE_BYTES = 32;

    private static final String ALGORITHM = "HmacSHA256";

    /// Which side makes a proof.
    public enum Side {
        OPENER,
        ACCEPTOR
    }

    private Proofs() {}

    public static Payload nonce(SecureRandom random) {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        return Payload.of(bytes);
    }

    /// @param opener nonce of the side that opened the connection, [#NONCE_BYTES] long
    /// @param acceptor nonce of the other side, as long
    public static Payload prove(Token token, Side side, Role role, Payload opener, Payload acceptor) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(token.bytes(), ALGORITHM));
            mac.update(("quern 1 " + side + " " + role + "\n").getBytes(StandardCharsets.US_ASCII));
            mac.update(opener.bytes());
            mac.update(acceptor.bytes());
            return Payload.of(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /// Compares with all, each in a time that does not depend on where they differ.
    public static boolean isAmong(List<Payload> expected, Payload given) {
        boolean isOne = false;
        for (Payload one : expected) {
            isOne |= MessageDigest.isEqual(one.bytes(), given.bytes());
        }
        return isOne;
    }
}
