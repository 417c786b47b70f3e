package io.quern.core.transport.tcp;

import static io.quern.core.transport.tcp.TestTransports.HASTY;
import static io.quern.core.transport.tcp.TestTransports.PLAIN;
import static io.quern.core.transport.tcp.TestTransports.fetch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.access.Credentials;
import io.quern.core.access.Proofs;
import io.quern.core.access.Proofs.Side;
import io.quern.core.access.RoleTokens;
import io.quern.core.access.Token;
import io.quern.core.graph.Payload;
import io.quern.core.message.HandshakeMessage.Challenge;
import io.quern.core.message.HandshakeMessage.Hello;
import io.quern.core.message.HandshakeMessage.Proof;
import io.quern.core.message.HandshakeMessage.Reason;
import io.quern.core.message.HandshakeMessage.Refused;
import io.quern.core.message.HandshakeMessage.Welcome;
import io.quern.core.message.Message;
import io.quern.core.message.Role;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.StreamRecorder;
import io.quern.core.transport.tcp.admission.Handshake;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the tokens of one role are good for, and what not.
@Timeout(60)
class RolesTest {
    private final TestTransports transports = new TestTransports();
    private final BlockingQueue<Role> letIn = new LinkedBlockingQueue<>();
    private final TcpTransport scheduler = transports.scheduler(HASTY);
    private final String address = scheduler.listen(PLAIN, (_, role) -> {
        letIn.add(role);
        return new StreamRecorder();
    });

    @AfterEach
    void close() {
        transports.close();
    }

    @Test
    void aProcessAsksOnlyForARoleThatItsFileIsFor() {
        assertThatThrownBy(() -> transports.of(Role.CLIENT).connect(address, Role.WORKER, new StreamRecorder()))
                .hasMessageContaining("the connection file at hand is not for a worker")
                .hasMessageContaining("[CLIENT, TRANSFER]");
        assertThatThrownBy(() -> transports.of(Role.VIEWER).connect(address, Role.CLIENT, new StreamRecorder()))
                .hasMessageContaining("is not for a client");
        assertThat(letIn).isEmpty();
    }

    @Test
    void theTokenOfOneRoleIsWrongForAllOthers() throws Exception {
        for (Role asked : Role.values()) {
            for (Role own : Role.values()) {
                try (Socket socket = Sockets.plain(address)) {
                    Message answer =
                            tryIn(socket, asked, transports.tokens.of(own).getFirst());
                    if (own == asked) {
                        assertThat(answer).isInstanceOf(Welcome.class);
                    } else {
                        assertThat(answer)
                                .as("%s with the token of %s", asked, own)
                                .isInstanceOf(Refused.class);
                        assertThat(((Refused) answer).reason()).isEqualTo(Reason.TOKEN);
                    }
                }
            }
        }
        assertThat(letIn(Role.values().length)).containsExactlyInAnyOrder(Role.values());
    }

    @Test
    void aRecordedHandshakeIsOfNoUse() throws Exception {
        Token token = transports.tokens.of(Role.CLIENT).getFirst();
        Hello hello = hello(Role.CLIENT);
        Proof recorded;
        try (Socket socket = Sockets.plain(address)) {
            Sockets.send(socket, hello);
            recorded = proof(token, hello, (Challenge) Sockets.receive(socket));
            Sockets.send(socket, recorded);
            assertThat(Sockets.receive(socket)).isInstanceOf(Welcome.class);
        }
        try (Socket socket = Sockets.plain(address)) {
            Sockets.send(socket, hello);
            assertThat(Sockets.receive(socket)).isInstanceOf(Challenge.class);
            Sockets.send(socket, recorded);
            assertThat(Sockets.receive(socket)).isInstanceOf(Refused.class);
        }
        try (Socket socket = Sockets.plain(address)) {
            Sockets.send(socket, hello);
            Challenge challenge = (Challenge) Sockets.receive(socket);
            // What the other side says of itself proves nothing about this one.
            Sockets.send(socket, new Proof(challenge.proofs().getFirst()));
            assertThat(Sockets.receive(socket)).isInstanceOf(Refused.class);
        }
    }

    @Test
    void resultsAreFetchedByClientsAndWorkersAndNotByViewers() throws Exception {
        String data = transports.of(Role.WORKER).serve(PLAIN, _ -> Optional.of(new HeldResult("result", 0)));
        for (Role role : List.of(Role.WORKER, Role.CLIENT)) {
            assertThat(fetch(transports.of(role), data).get(10, TimeUnit.SECONDS))
                    .isInstanceOf(HeldResult.class);
        }
        assertThat(fetch(transports.of(Role.VIEWER), data).get(10, TimeUnit.SECONDS))
                .asString()
                .contains("unreachable", "is not for a transfer");
        for (Role own : List.of(Role.WORKER, Role.CLIENT, Role.VIEWER)) {
            try (Socket socket = Sockets.plain(data)) {
                assertThat(tryIn(
                                socket, Role.TRANSFER, transports.tokens.of(own).getFirst()))
                        .isInstanceOf(Refused.class);
            }
        }
    }

    /// A worker's tasks may submit tasks, and its code comes from the scheduler.
    @Test
    void workersComeAlsoAsClientsAndForCodeAndViewersAsNothingElse() throws InterruptedException {
        TcpTransport worker = transports.of(Role.WORKER);
        for (Role role : List.of(Role.WORKER, Role.CLIENT, Role.TRANSFER)) {
            assertThat(worker.connect(address, role, new StreamRecorder())).isNotNull();
        }
        assertThatThrownBy(() -> worker.connect(address, Role.VIEWER, new StreamRecorder()))
                .hasMessageContaining("is not for a viewer");
        assertThatThrownBy(() -> transports.of(Role.VIEWER).connect(address, Role.TRANSFER, new StreamRecorder()))
                .hasMessageContaining("is not for a transfer");
        assertThat(letIn(3)).containsExactlyInAnyOrder(Role.WORKER, Role.CLIENT, Role.TRANSFER);
    }

    @Test
    void whileTokensAreExchangedTheOldAndTheNewAreBothGood() {
        RoleTokens both = transports.tokens.rotated(transports.random);
        String exchanging = transports
                .open("exchanging", Credentials.of(both), HASTY, transports.clock)
                .listen(PLAIN, (_, _) -> new StreamRecorder());
        String exchanged = transports
                .open("exchanged", Credentials.of(both.rotated(transports.random)), HASTY, transports.clock)
                .listen(PLAIN, (_, _) -> new StreamRecorder());
        TcpTransport old = transports.of(Role.CLIENT);
        TcpTransport updated = transports.open("updated", Credentials.of(both), HASTY, transports.clock);
        assertThat(old.connect(exchanging, Role.CLIENT, new StreamRecorder())).isNotNull();
        assertThat(updated.connect(exchanging, Role.CLIENT, new StreamRecorder()))
                .isNotNull();
        assertThat(updated.connect(exchanged, Role.CLIENT, new StreamRecorder()))
                .isNotNull();
        assertThatThrownBy(() -> old.connect(exchanged, Role.CLIENT, new StreamRecorder()))
                .hasMessageContaining("the tokens of the two sides differ");
    }

    /// The roles of those that were let in; a peer may know that it was before its listener is made.
    private List<Role> letIn(int count) throws InterruptedException {
        List<Role> roles = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Role role = letIn.poll(10, TimeUnit.SECONDS);
            assertThat(role).as("after %s", roles).isNotNull();
            roles.add(role);
        }
        assertThat(letIn).isEmpty();
        return roles;
    }

    private static Hello hello(Role role) {
        return new Hello(role, "by hand", Handshake.ownVersions(), Payload.of(new byte[32]));
    }

    private static Proof proof(Token token, Hello hello, Challenge challenge) {
        return new Proof(Proofs.prove(token, Side.OPENER, hello.role(), hello.nonce(), challenge.nonce()));
    }

    /// The answer to whoever asks for a role and has a token, of that role or not.
    private static Message tryIn(Socket socket, Role role, Token token) throws IOException {
        Hello hello = hello(role);
        Sockets.send(socket, hello);
        Sockets.send(socket, proof(token, hello, (Challenge) Sockets.receive(socket)));
        return Sockets.receive(socket);
    }
}
