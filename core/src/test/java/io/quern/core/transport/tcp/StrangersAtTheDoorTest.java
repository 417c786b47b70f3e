package io.quern.core.transport.tcp;

import static io.quern.core.transport.tcp.TestTransports.HASTY;
import static io.quern.core.transport.tcp.TestTransports.PLAIN;
import static io.quern.core.transport.tcp.TestTransports.TLS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.quern.core.access.Proofs;
import io.quern.core.access.Proofs.Side;
import io.quern.core.config.DoorLimits;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.graph.Payload;
import io.quern.core.key.JobId;
import io.quern.core.message.ClientNotice.JobRefused;
import io.quern.core.message.HandshakeMessage.Challenge;
import io.quern.core.message.HandshakeMessage.Hello;
import io.quern.core.message.HandshakeMessage.Proof;
import io.quern.core.message.HandshakeMessage.Refused;
import io.quern.core.message.HandshakeMessage.Welcome;
import io.quern.core.message.Role;
import io.quern.core.transport.Connection;
import io.quern.core.transport.StreamRecorder;
import io.quern.core.transport.tcp.admission.Handshake;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/// What those who cannot or will not prove themselves may take, and those who have and then behave badly.
@Timeout(60)
class StrangersAtTheDoorTest {
    private static final Duration NEVER = Duration.ofMinutes(10);
    private static final Duration SOON = Duration.ofMillis(300);
    private static final DoorLimits DOOR = new DoorLimits(128, 16, Duration.ofMillis(50), SOON, 4_096);

    private final TestTransports transports = new TestTransports();
    private final StreamRecorder atScheduler = new StreamRecorder();
    private final List<Socket> sockets = new ArrayList<>();
    private final Logger audit = (Logger) LoggerFactory.getLogger("io.quern.audit");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listenToTheAudit() {
        lines.list = new CopyOnWriteArrayList<>();
        lines.start();
        audit.addAppender(lines);
    }

    @AfterEach
    void close() throws IOException {
        audit.detachAppender(lines);
        for (Socket socket : sockets) {
            socket.close();
        }
        transports.close();
    }

    @Test
    void idleConnectionsDoNotKeepFriendsOut() throws Exception {
        // They would stay for ever, were it not for others who come: those give way, or are turned away.
        for (String place : List.of(PLAIN, TLS)) {
            String address = transports
                    .scheduler(HASTY.withHandshakeMax(NEVER).withDoor(DOOR))
                    .listen(place, (_, _) -> atScheduler);
            for (int i = 0; i < 300; i++) {
                open(address);
            }
            assertThat(transports.of(Role.CLIENT).connect(address, Role.CLIENT, new StreamRecorder()))
                    .isNotNull();
        }
        assertThat(audited()).anyMatch(line -> line.contains("too many have connected and not proved themselves"));
        assertThat(audited().size()).as("lines for 568 refusals").isLessThan(60);
    }

    @Test
    void whoSaysNothingOrTooLittleIsCutOffAtTheDeadline() throws Exception {
        for (String place : List.of(PLAIN, TLS)) {
            String address = transports.scheduler(HASTY.withHandshakeMax(SOON)).listen(place, (_, _) -> atScheduler);
            Socket silent = open(address);
            Socket slow = open(address);
            slow.getOutputStream().write(new byte[] {0, 0, 1});
            Socket halfOpenTls = open(address);
            halfOpenTls.getOutputStream().write(new byte[] {0x16, 3, 1, 0, 100, 1, 0, 0});
            assertThat(Sockets.receiveAll(silent)).isEmpty();
            assertThat(Sockets.receiveAll(slow)).isEmpty();
            assertThat(halfOpenTls.getInputStream().readAllBytes().length).isIn(0, 7);
        }
        assertThat(audited()).anyMatch(line -> line.endsWith("the handshake took longer than 300 ms"));
    }

    @Test
    void whoSendsMoreThanAHandshakeIsCutOff() throws Exception {
        String address = transports
                .scheduler(HASTY.withHandshakeMax(NEVER).withDoor(DOOR.withOpenMax(1)))
                .listen(PLAIN, (_, _) -> atScheduler);
        Socket socket = open(address);
        Sockets.send(socket, hello());
        assertThat(Sockets.receive(socket)).isInstanceOf(Challenge.class);
        // One frame, within the limit of frames, that is never whole.
        socket.getOutputStream().write(new byte[] {0, 0, 15, -1});
        socket.getOutputStream().write(new byte[4_094]);
        assertThat(Sockets.receiveAll(socket)).isEmpty();
        assertThat(audited())
                .anyMatch(line -> line.contains("it sent more than 4096 bytes before it had proved itself"));
    }

    @Test
    void theAnswerToAWrongTokenWaitsAndFriendsDoNot() throws Exception {
        DoorLimits patient = new DoorLimits(128, 16, Duration.ofMillis(50), Duration.ofSeconds(3), 4_096);
        String address = transports.scheduler(HASTY.withDoor(patient)).listen(PLAIN, (_, _) -> atScheduler);
        Socket guessing = open(address);
        Sockets.send(guessing, hello());
        assertThat(Sockets.receive(guessing)).isInstanceOf(Challenge.class);
        Sockets.send(guessing, new Proof(Payload.of(new byte[32])));
        assertThat(transports.of(Role.CLIENT).connect(address, Role.CLIENT, new StreamRecorder()))
                .isNotNull();
        assertThat(guessing.getInputStream().available()).isZero();
        assertThat(Sockets.receiveAll(guessing)).singleElement().isInstanceOf(Refused.class);
        assertThat(audited())
                .anyMatch(line -> line.contains("by hand is wrong: it does not have the token of a CLIENT"));
    }

    @Test
    void whereThereIsNoRoomFriendsAreToldSo() {
        String address =
                transports.scheduler(HASTY.withDoor(DOOR.withOpenMax(2))).listen(PLAIN, (_, _) -> atScheduler);
        TcpTransport client = transports.of(Role.CLIENT);
        Connection first = client.connect(address, Role.CLIENT, new StreamRecorder());
        client.connect(address, Role.CLIENT, new StreamRecorder());
        assertThatThrownBy(() -> client.connect(address, Role.CLIENT, new StreamRecorder()))
                .isInstanceOf(QuernException.class)
                .satisfies(e -> assertThat(((QuernException) e).code()).isEqualTo(ErrorCode.NETWORK))
                .hasMessageContaining("as many connections as there may be (transport.connections-max)");
        first.close("makes room");
        assertThat(awaitRoom(client, address)).isNotNull();
    }

    @Test
    void aFrameThatIsNeverWholeEndsTheConnectionThoughBytesKeepComing() throws Exception {
        CompletableFuture<Connection> accepted = new CompletableFuture<>();
        String address = transports.scheduler(HASTY.withStalledMax(SOON)).listen(PLAIN, (connection, _) -> {
            accepted.complete(connection);
            return atScheduler;
        });
        Socket socket = letIn(address);
        accepted.get(10, TimeUnit.SECONDS);
        socket.getOutputStream().write(new byte[] {0, 0, 1, 0, 17});
        assertThat(Sockets.receiveAll(socket)).isEmpty();
        assertThat(atScheduler.reason()).isEqualTo("a frame was not whole after 300 ms");
    }

    @Test
    void aPeerThatDoesNotReadIsDisconnectedWithItsName() throws Exception {
        CompletableFuture<Connection> accepted = new CompletableFuture<>();
        String address = transports.scheduler(HASTY.withStalledMax(SOON)).listen(PLAIN, (connection, _) -> {
            accepted.complete(connection);
            return atScheduler;
        });
        letIn(address);
        Connection connection = accepted.get(10, TimeUnit.SECONDS);
        String text = "x".repeat(200_000);
        // More than the buffers of both sides hold.
        for (int i = 0; i < 200; i++) {
            connection.send(new JobRefused(new JobId(0, i), text));
        }
        assertThat(atScheduler.reason()).isEqualTo("by hand has read too little for 300 ms");
    }

    /// The end of a connection is noticed a little later than it is asked for.
    private static Connection awaitRoom(TcpTransport client, String address) {
        QuernException last = null;
        for (int i = 0; i < 1_000; i++) {
            try {
                return client.connect(address, Role.CLIENT, new StreamRecorder());
            } catch (QuernException full) {
                last = full;
            }
        }
        throw new AssertionError("no room after the end of a connection", last);
    }

    private List<String> audited() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private Socket open(String address) throws IOException {
        Socket socket = Sockets.plain(address);
        sockets.add(socket);
        return socket;
    }

    private static Hello hello() {
        return new Hello(Role.CLIENT, "by hand", Handshake.ownVersions(), Payload.of(new byte[32]));
    }

    /// A peer that knows the token.
    private Socket letIn(String address) throws IOException {
        Socket socket = open(address);
        Sockets.send(socket, hello());
        Challenge challenge = (Challenge) Sockets.receive(socket);
        Sockets.send(
                socket,
                new Proof(Proofs.prove(
                        transports.tokens.of(Role.CLIENT).getFirst(),
                        Side.OPENER,
                        Role.CLIENT,
                        hello().nonce(),
                        challenge.nonce())));
        assertThat(Sockets.receive(socket)).isInstanceOf(Welcome.class);
        return socket;
    }
}
