package io.quern.core.message;

import io.quern.core.graph.Payload;
import java.util.List;

/// How two processes come to trust each other before anything else is read. The token itself never travels: each
/// side proves that it has it by an HMAC-SHA256 over both nonces, so a recorded handshake is of no use.
///
///     opener                          acceptor
///       Hello(nonce a, versions)  ─▶
///                                 ◀─  Challenge(nonce b, proofs over a and b) | Refused
///       Proof(proof over b and a) ─▶
///                                 ◀─  Welcome | Refused
public sealed interface HandshakeMessage extends Message {
    /// First message of the side that opened the connection.
    record Hello(Role role, String peerName, List<Version> versions, Payload nonce) implements HandshakeMessage {
        public Hello {
            versions = List.copyOf(versions);
        }
    }

    /// The acceptor shows that it has the token of the role, and asks the same.
    ///
    /// @param proofs one a token: while tokens are exchanged, two are good
    record Challenge(List<Version> versions, Payload nonce, List<Payload> proofs) implements HandshakeMessage {
        public Challenge {
            versions = List.copyOf(versions);
            proofs = List.copyOf(proofs);
        }
    }

    /// The opener shows that it has the token.
    record Proof(Payload proof) implements HandshakeMessage {}

    /// The connection is open for the messages of its role.
    record Welcome(String peerName) implements HandshakeMessage {}

    /// The connection is not wanted; it is closed after this.
    ///
    /// @param reason class of the reason, for programs
    /// @param text for people; may have several lines (a table of versions)
    record Refused(Reason reason, String text) implements HandshakeMessage {}

    /// Version of one component, such as `quern` or `java`.
    record Version(String component, String version) {}

    /// Why a connection is refused.
    enum Reason {
        VERSION,
        TOKEN,
        ROLE,
        MALFORMED,
        /// One side speaks TLS and the other does not.
        TLS,
        /// There are as many connections as there may be.
        FULL
    }
}
