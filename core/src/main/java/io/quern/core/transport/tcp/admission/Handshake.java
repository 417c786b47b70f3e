package io.quern.core.transport.tcp.admission;

import io.quern.core.Version;
import io.quern.core.access.Proofs;
import io.quern.core.access.Proofs.Side;
import io.quern.core.access.RoleTokens;
import io.quern.core.access.Token;
import io.quern.core.graph.Payload;
import io.quern.core.message.HandshakeMessage;
import io.quern.core.message.HandshakeMessage.Challenge;
import io.quern.core.message.HandshakeMessage.Hello;
import io.quern.core.message.HandshakeMessage.Proof;
import io.quern.core.message.HandshakeMessage.Reason;
import io.quern.core.message.HandshakeMessage.Refused;
import io.quern.core.message.HandshakeMessage.Welcome;
import io.quern.core.message.Role;
import io.quern.core.wire.Protocol;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One side of a handshake, without its socket: takes what the peer says and gives the answer.
public final class Handshake {
    /// Components whose versions must be equal; others are shown only.
    private static final Set<String> MUST_BE_EQUAL = Set.of("quern", "protocol");

    /// What a stranger says reaches logs and terminals, so it must not write lines or escapes of its own there. A
    /// table of versions, which the side that opened may get, has several lines.
    private static final Pattern CONTROLS = Pattern.compile("\\p{Cc}");

    private static final Pattern CONTROLS_IN_LINES = Pattern.compile("[\\p{Cc}&&[^\\r\\n]]");

    /// Where a handshake stands after a message.
    sealed interface Step {
        /// Send this and wait for more.
        record Answer(HandshakeMessage message) implements Step {}

        /// The peer is let in, or has let us in. `last` is sent first, if it is there.
        record Done(Role role, String peerName, @Nullable HandshakeMessage last) implements Step {}

        /// Nothing comes of it. `last` is sent first, if it is there.
        record Failed(Reason reason, String text, @Nullable HandshakeMessage last) implements Step {}
    }

    private final String ownName;
    private final RoleTokens tokens;
    private final List<HandshakeMessage.Version> versions;
    private final Payload ownNonce;
    private final Set<Role> roles;
    private final boolean isOpener;
    private @Nullable Hello hello;

    /// One for each token of the role; null until the peer is to send one.
    private @Nullable List<Payload> expectedProofs;

    /// @param roles the one role that is asked for, or the ones that are let in
    /// @param tokens at least one for each of the roles
    public Handshake(
            boolean isOpener,
            Set<Role> roles,
            String ownName,
            RoleTokens tokens,
            List<HandshakeMessage.Version> versions,
            SecureRandom random) {
        this.isOpener = isOpener;
        this.roles = roles;
        this.ownName = ownName;
        this.tokens = tokens;
        this.versions = List.copyOf(versions);
        this.ownNonce = Proofs.nonce(random);
    }

    /// The versions of this process.
    public static List<HandshakeMessage.Version> ownVersions() {
        return List.of(
                new HandshakeMessage.Version("quern", Version.number()),
                new HandshakeMessage.Version("protocol", Integer.toString(Protocol.VERSION)),
                new HandshakeMessage.Version("java", Runtime.version().toString()));
    }

    /// What the opener begins with.
    Hello begin() {
        hello = new Hello(roles.iterator().next(), ownName, versions, ownNonce);
        return hello;
    }

    Step receive(HandshakeMessage message) {
        return switch (message) {
            case Refused refused ->
                new Step.Failed(
                        refused.reason(),
                        (isOpener ? CONTROLS_IN_LINES : CONTROLS)
                                .matcher(refused.text())
                                .replaceAll("?"),
                        null);
            case Hello received when !isOpener && hello == null -> hello(received);
            case Challenge challenge
            when isOpener && hello != null && expectedProofs == null -> challenge(hello, challenge);
            case Proof proof
            when !isOpener && hello != null && expectedProofs != null -> proof(hello, expectedProofs, proof);
            case Welcome welcome
            when isOpener && hello != null && expectedProofs != null ->
                new Step.Done(hello.role(), welcome.peerName(), null);
            case Hello _, Challenge _, Proof _, Welcome _ ->
                refuse(Reason.MALFORMED, "a " + message.getClass().getSimpleName() + " was not expected now");
        };
    }

    private Step hello(Hello received) {
        hello = received;
        if (!isPlain(received.peerName()) || !arePlain(received.versions())) {
            return refuse(Reason.MALFORMED, "a name or a version has control characters");
        }
        Optional<String> difference = difference(received.versions());
        if (difference.isPresent()) {
            return refuse(Reason.VERSION, difference.get());
        }
        if (!roles.contains(received.role())) {
            return refuse(
                    Reason.ROLE,
                    "this address is for " + roles + ", not for a " + received.role() + "; use the other address");
        }
        if (received.nonce().sizeBytes() != Proofs.NONCE_BYTES) {
            return refuse(Reason.MALFORMED, "a nonce of " + received.nonce().sizeBytes() + " bytes");
        }
        expectedProofs = prove(Side.OPENER, received.role(), received.nonce(), ownNonce);
        List<Payload> own = prove(Side.ACCEPTOR, received.role(), received.nonce(), ownNonce);
        return new Step.Answer(new Challenge(versions, ownNonce, own));
    }

    private List<Payload> prove(Side side, Role role, Payload opener, Payload acceptor) {
        return tokens.of(role).stream()
                .map(token -> Proofs.prove(token, side, role, opener, acceptor))
                .toList();
    }

    private Step challenge(Hello sent, Challenge challenge) {
        if (!arePlain(challenge.versions())) {
            return refuse(Reason.MALFORMED, "a version has control characters");
        }
        Optional<String> difference = difference(challenge.versions());
        if (difference.isPresent()) {
            return refuse(Reason.VERSION, difference.get());
        }
        expectedProofs = prove(Side.ACCEPTOR, sent.role(), ownNonce, challenge.nonce());
        List<Token> own = tokens.of(sent.role());
        for (int i = 0; i < own.size(); i++) {
            if (Proofs.isAmong(challenge.proofs(), expectedProofs.get(i))) {
                return new Step.Answer(
                        new Proof(Proofs.prove(own.get(i), Side.OPENER, sent.role(), ownNonce, challenge.nonce())));
            }
        }
        return refuse(Reason.TOKEN, "the tokens of the two sides differ");
    }

    private Step proof(Hello received, List<Payload> expected, Proof proof) {
        if (!Proofs.isAmong(expected, proof.proof())) {
            return refuse(
                    Reason.TOKEN,
                    "the proof of " + received.peerName() + " is wrong: it does not have the token of a "
                            + received.role());
        }
        return new Step.Done(received.role(), received.peerName(), new Welcome(ownName));
    }

    private static boolean arePlain(List<HandshakeMessage.Version> versions) {
        return versions.stream().allMatch(version -> isPlain(version.component()) && isPlain(version.version()));
    }

    private static boolean isPlain(String text) {
        return text.chars().noneMatch(Character::isISOControl);
    }

    private static Step refuse(Reason reason, String text) {
        return new Step.Failed(reason, text, new Refused(reason, text));
    }

    /// A table of all versions, where one that must be equal is not.
    private Optional<String> difference(List<HandshakeMessage.Version> theirs) {
        Map<String, String> our = byComponent(versions);
        Map<String, String> their = byComponent(theirs);
        boolean isEqual = MUST_BE_EQUAL.stream()
                .allMatch(component -> our.getOrDefault(component, "").equals(their.getOrDefault(component, "-")));
        if (isEqual) {
            return Optional.empty();
        }
        Set<String> components = new LinkedHashSet<>(our.keySet());
        components.addAll(their.keySet());
        int opener = isOpener ? 0 : 1;
        StringBuilder table = new StringBuilder("the versions of the two sides differ; install the same on both");
        table.append(String.format("%n  %-12s %-24s %s", "component", "connecting side", "accepting side"));
        for (String component : components) {
            String[] sides = {our.getOrDefault(component, "-"), their.getOrDefault(component, "-")};
            table.append(String.format("%n  %-12s %-24s %s", component, sides[opener], sides[1 - opener]));
        }
        return Optional.of(table.toString());
    }

    private static Map<String, String> byComponent(List<HandshakeMessage.Version> versions) {
        Map<String, String> map = new LinkedHashMap<>();
        versions.forEach(version -> map.put(version.component(), version.version()));
        return map;
    }
}
