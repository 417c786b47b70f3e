package io.quern.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.cli.acceptance.QuernProcess.Ended;
import io.quern.core.access.ConnectionFile;
import io.quern.core.access.RoleTokens;
import io.quern.core.graph.Payload;
import io.quern.core.message.HandshakeMessage;
import io.quern.core.message.HandshakeMessage.Challenge;
import io.quern.core.message.HandshakeMessage.Hello;
import io.quern.core.message.HandshakeMessage.Reason;
import io.quern.core.message.HandshakeMessage.Refused;
import io.quern.core.message.HandshakeMessage.Version;
import io.quern.core.message.Role;
import io.quern.core.wire.MessageCodec;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Schedulers that are not there, peers of another version, and peers without the token: refused on both sides, in
/// words. The cases of the handshake itself are in `TcpTransportTest` of `core`, those of the file in
/// `ConnectionFileTest`.
class StrangersIT {
    private static final List<Version> OTHER = List.of(new Version("quern", "0.0.1"), new Version("protocol", "77"));
    private static final Payload NONCE = Payload.of(new byte[32]);

    private static final Path INPUT = QuernProcess.ROOT.resolve("examples/src/test/resources/events-sample/input");

    @TempDir
    private Path folder;

    /// All at the same time, since they do nothing but wait.
    @Test
    void anAbsentSchedulerIsTriedForAStatedTimeAndThenToldInOneLine() throws Exception {
        String address = "tcp://127.0.0.1:" + freePort();
        Path file = connectionFile(address, "absent.json");
        Path missing = folder.resolve("missing.json");
        try (QuernProcess program = program(address, file);
                QuernProcess worker = worker(address, file);
                QuernProcess lost = program(address, missing)) {
            Ended ended = program.await();
            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.firstErrorLine())
                    .startsWith("quern example events: no scheduler answers at " + address + " (tried for 10 s, last: ")
                    .contains("start one with: bin/quern scheduler --port ");
            ended = lost.await();
            assertThat(ended.exitCode()).isEqualTo(2);
            assertThat(ended.err())
                    .singleElement()
                    .asString()
                    .startsWith("quern example events: there is no connection file " + missing
                            + " (looked for it for 10 s); is the scheduler running?");
            ended = worker.await();
            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.err())
                    .singleElement()
                    .asString()
                    .startsWith("quern worker: no scheduler at " + address + " in 30 s: ")
                    .contains("start one with: bin/quern scheduler --port ");
        }
    }

    @Test
    void aWrongTokenIsRefusedOnBothSides() throws Exception {
        try (Daemons daemons = new Daemons(folder)) {
            Path wrong = connectionFile(daemons.address(), "wrong.json");
            try (QuernProcess program = program(daemons.address(), wrong);
                    QuernProcess worker = worker(daemons.address(), wrong)) {
                for (QuernProcess refused : List.of(program, worker)) {
                    Ended ended = refused.await();
                    assertThat(ended.exitCode()).as(ended.errors()).isEqualTo(2);
                    assertThat(ended.err()).singleElement().asString().contains("the tokens of the two sides differ");
                }
            }
            daemons.scheduler().err().await("Refused a connection from .*token", QuernProcess.PATIENCE);
        }
    }

    @Test
    void aPeerOfAnotherVersionIsRefusedBySchedulersWithATable() throws Exception {
        try (Daemons daemons = new Daemons(folder)) {
            int port = Integer.parseInt(daemons.address().replaceFirst(".*:", ""));
            for (Role role : List.of(Role.WORKER, Role.CLIENT)) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    send(socket, new Hello(role, "old-" + role, OTHER, NONCE));
                    HandshakeMessage answer = receive(socket);
                    assertThat(answer).isInstanceOf(Refused.class);
                    assertThat(((Refused) answer).reason()).isEqualTo(Reason.VERSION);
                    assertThat(((Refused) answer).text())
                            .containsPattern("component +connecting side +accepting side")
                            .containsPattern("quern +0\\.0\\.1 +0\\.1");
                }
            }
            ProcessLines log = daemons.scheduler().err();
            log.await("Refused a connection from .*the versions of the two sides differ", QuernProcess.PATIENCE);
            log.await("^ +quern +0\\.0\\.1 +0\\.1", QuernProcess.PATIENCE);
        }
    }

    @Test
    void aSchedulerOfAnotherVersionIsRefusedByWorkersAndProgramsWithATable() throws Exception {
        List<HandshakeMessage> answers = new ArrayList<>();
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String address = "tcp://127.0.0.1:" + server.getLocalPort();
            Path file = connectionFile(address, "other.json");
            try (QuernProcess program = program(address, file);
                    QuernProcess worker = worker(address, file)) {
                for (int i = 0; i < 2; i++) {
                    try (Socket socket = server.accept()) {
                        assertThat(receive(socket)).isInstanceOf(Hello.class);
                        send(socket, new Challenge(OTHER, NONCE, List.of(NONCE)));
                        answers.add(receive(socket));
                    }
                }
                for (QuernProcess refusing : List.of(program, worker)) {
                    Ended ended = refusing.await();
                    assertThat(ended.exitCode()).as(ended.errors()).isEqualTo(2);
                    assertThat(ended.firstErrorLine())
                            .contains("the versions of the two sides differ; install the same on both");
                    assertThat(ended.errors())
                            .containsPattern("component +connecting side +accepting side")
                            .containsPattern("quern +0\\.1\\S* +0\\.0\\.1");
                }
            }
        }
        assertThat(answers)
                .hasSize(2)
                .allMatch(answer -> answer instanceof Refused refused && refused.reason() == Reason.VERSION);
    }

    private QuernProcess program(String address, Path connectionFile) throws IOException {
        return QuernProcess.start(
                folder,
                "example",
                "events",
                "--input",
                INPUT.toString(),
                "--output",
                folder.resolve("out").toString(),
                "--scheduler",
                address,
                "--connection-file",
                connectionFile.toString());
    }

    private QuernProcess worker(String address, Path connectionFile) throws IOException {
        return QuernProcess.start(
                folder, "worker", address, "--memory", "512MiB", "--connection-file", connectionFile.toString());
    }

    /// A file with a token that nobody else has.
    private Path connectionFile(String address, String name) {
        Path file = folder.resolve(name);
        new ConnectionFile(List.of(address), RoleTokens.random(new SecureRandom()), null).write(file);
        return file;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void send(Socket socket, HandshakeMessage message) throws IOException {
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        byte[] bytes = MessageCodec.encode(message);
        out.writeInt(bytes.length);
        out.write(bytes);
        out.flush();
    }

    private static HandshakeMessage receive(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        return (HandshakeMessage) MessageCodec.decode(frame);
    }
}
