package io.quern.core.transport.tcp.admission;

import io.quern.core.message.HandshakeMessage.Reason;

/// Why a handshake came to nothing.
public sealed interface HandshakeFailure {
    /// For people.
    String text();

    /// One side refused the other in words.
    record Refused(Reason reason, String text) implements HandshakeFailure {}

    /// The certificate of the peer is not the one by which it is known, or is not valid now.
    record Untrusted(String text) implements HandshakeFailure {}

    /// The peer speaks something else.
    record Foreign(String text) implements HandshakeFailure {}

    /// The peer went away or took too long: it may have too many at its door, so trying again makes sense.
    record Gone(String text) implements HandshakeFailure {}
}
