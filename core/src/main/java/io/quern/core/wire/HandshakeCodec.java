package io.quern.core.wire;

import io.quern.core.message.HandshakeMessage;
import io.quern.core.message.HandshakeMessage.Challenge;
import io.quern.core.message.HandshakeMessage.Hello;
import io.quern.core.message.HandshakeMessage.Proof;
import io.quern.core.message.HandshakeMessage.Reason;
import io.quern.core.message.HandshakeMessage.Refused;
import io.quern.core.message.HandshakeMessage.Version;
import io.quern.core.message.HandshakeMessage.Welcome;
import io.quern.core.message.Role;

/// Types 1 to 5. Their layout never changes, because it must be read before the versions of both sides are known.
final class HandshakeCodec {
    static final String FAMILY = "HandshakeMessage";
    static final int LAST_TYPE = 5;

    /// Begins a Hello, so that whoever speaks something else is told apart: "QURN".
    private static final long MAGIC = 0x5155_524E_0000_0001L;

    private HandshakeCodec() {}

    static int type(HandshakeMessage message) {
        return switch (message) {
            case Hello _ -> 1;
            case Challenge _ -> 2;
            case Proof _ -> 3;
            case Welcome _ -> 4;
            case Refused _ -> 5;
        };
    }

    static void write(HandshakeMessage message, WireWriter out) {
        switch (message) {
            case Hello hello -> {
                out.id(MAGIC);
                out.enumeration(hello.role());
                out.name(hello.peerName());
                out.list(hello.versions(), HandshakeCodec::version);
                out.payload(hello.nonce());
            }
            case Challenge challenge -> {
                out.list(challenge.versions(), HandshakeCodec::version);
                out.payload(challenge.nonce());
                out.list(challenge.proofs(), WireWriter::payload);
            }
            case Proof proof -> out.payload(proof.proof());
            case Welcome welcome -> out.name(welcome.peerName());
            case Refused refused -> {
                out.enumeration(refused.reason());
                out.text(refused.text());
            }
        }
    }

    static HandshakeMessage read(int type, WireReader in) {
        return switch (type) {
            case 1 -> {
                if (in.id("magic") != MAGIC) {
                    throw in.error("magic", "the peer does not speak the protocol of Quern");
                }
                yield new Hello(
                        in.enumeration("role", Role.values()),
                        in.name("peerName"),
                        in.list("versions", HandshakeCodec::version),
                        in.payload("nonce"));
            }
            case 2 ->
                new Challenge(
                        in.list("versions", HandshakeCodec::version),
                        in.payload("nonce"),
                        in.list("proofs", proof -> proof.payload("proof")));
            case 3 -> new Proof(in.payload("proof"));
            case 4 -> new Welcome(in.name("peerName"));
            case 5 -> new Refused(in.enumeration("reason", Reason.values()), in.text("text"));
            default -> throw in.error("type", "no message has the type " + type);
        };
    }

    private static void version(WireWriter out, Version version) {
        out.name(version.component());
        out.name(version.version());
    }

    private static Version version(WireReader in) {
        return new Version(in.name("version.component"), in.name("version.version"));
    }
}
