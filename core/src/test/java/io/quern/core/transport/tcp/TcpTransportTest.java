package io.quern.core.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.access.Credentials;
import io.quern.core.access.RoleTokens;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.graph.Payload;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.ClientMessage.RegisterClient;
import io.quern.core.message.ClientNotice.JobAccepted;
import io.quern.core.message.HandshakeMessage.Hello;
import io.quern.core.message.HandshakeMessage.Proof;
import io.quern.core.message.HandshakeMessage.Version;
import io.quern.core.message.Message;
import io.quern.core.message.Role;
import io.quern.core.message.TransferMessage.FetchResult;
import io.quern.core.runtime.Clock;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.Connection;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.ResultProvider;
import io.quern.core.transport.StreamRecorder;
import io.quern.core.transport.tcp.admission.Handshake;
import io.quern.core.value.Functions;
import io.quern.core.value.ValueCodec;
import io.quern.core.value.ValueCodecs;
import io.quern.core.wire.MessageCodec;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TcpTransportTest {
    private static final JobId SESSION = new JobId(5, 6);
    private static final String ANY = "tcp://127.0.0.1:0";
    private static final TcpSettings SETTINGS = TcpSettings.DEFAULT.withConnectFor(Duration.ofMillis(200));
    private static final Credentials FRIENDS = Credentials.of(RoleTokens.random(new SecureRandom()));
    private static final JobId JOB = new JobId(1, 2);
    private static final RunId RESULT = new RunId(new TaskKey(JOB, 0, 0), 1);

    private final List<TcpTransport> transports = new ArrayList<>();
    private final TcpTransport scheduler = transport("scheduler", FRIENDS);
    private final TcpTransport client = transport("client", FRIENDS);

    @AfterEach
    void close() {
        transports.forEach(TcpTransport::close);
    }

    @Test
    void messagesArriveInOrderBothWays() throws Exception {
        StreamRecorder atScheduler = new StreamRecorder();
        CompletableFuture<Connection> accepted = new CompletableFuture<>();
        String address = scheduler.listen(ANY, (connection, role) -> {
            accepted.complete(connection);
            return atScheduler;
        });
        StreamRecorder atClient = new StreamRecorder();
        Connection connection = client.connect(address, Role.CLIENT, atClient);
        assertThat(connection.peerName()).isEqualTo("scheduler");
        assertThat(accepted.get(10, TimeUnit.SECONDS).peerName()).isEqualTo("client");
        for (int i = 0; i < 20_000; i++) {
            connection.send(new RegisterClient(Integer.toString(i), SESSION, false));
            accepted.join().send(new JobAccepted(new JobId(0, i)));
        }
        for (int i = 0; i < 20_000; i++) {
            assertThat(atScheduler.next()).isEqualTo(new RegisterClient(Integer.toString(i), SESSION, false));
            assertThat(atClient.next()).isEqualTo(new JobAccepted(new JobId(0, i)));
        }
    }

    @Test
    void whatAListenerPassesOnToOtherConnectionsArrivesInOrder() throws Exception {
        List<Connection> accepted = new CopyOnWriteArrayList<>();
        CountDownLatch allAccepted = new CountDownLatch(4);
        String address = scheduler.listen(ANY, (connection, _) -> {
            accepted.add(connection);
            allAccepted.countDown();
            return new StreamRecorder() {
                @Override
                public void received(Connection from, Message message) {
                    RegisterClient registered = (RegisterClient) message;
                    JobId number = new JobId(0, Long.parseLong(registered.name()));
                    accepted.forEach(to -> to.send(new JobAccepted(number)));
                }
            };
        });
        List<StreamRecorder> receivers = new ArrayList<>();
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            receivers.add(new StreamRecorder());
            connections.add(client.connect(address, Role.CLIENT, receivers.getLast()));
        }
        // A client has its connection a moment before the listener does.
        assertThat(allAccepted.await(10, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 5_000; i++) {
            connections.getFirst().send(new RegisterClient(Integer.toString(i), SESSION, false));
        }
        for (StreamRecorder receiver : receivers) {
            for (int i = 0; i < 5_000; i++) {
                assertThat(receiver.next()).isEqualTo(new JobAccepted(new JobId(0, i)));
            }
        }
    }

    @Test
    void closingSendsWhatIsQueuedAndTellsBothSidesOnce() throws Exception {
        StreamRecorder atScheduler = new StreamRecorder();
        String address = scheduler.listen(ANY, (_, _) -> atScheduler);
        StreamRecorder atClient = new StreamRecorder();
        Connection connection = client.connect(address, Role.CLIENT, atClient);
        for (int i = 0; i < 1_000; i++) {
            connection.send(new RegisterClient("x", SESSION, false));
        }
        connection.close("done");
        connection.send(new RegisterClient("too late", SESSION, false));
        assertThat(atClient.reason()).isEqualTo("done");
        assertThat(atScheduler.reason()).isEqualTo("the peer closed the connection");
        assertThat(atScheduler.messages).hasSize(1_000);
    }

    @Test
    void aMessageOfTheWrongFamilyClosesTheConnection() throws Exception {
        StreamRecorder atScheduler = new StreamRecorder();
        String address = scheduler.listen(ANY, (_, _) -> atScheduler);
        client.connect(address, Role.WORKER, new StreamRecorder()).send(new RegisterClient("x", SESSION, false));
        assertThat(atScheduler.reason()).contains("a RegisterClient came where a WorkerMessage must");
    }

    @Test
    void aWrongTokenIsRefusedOnBothSides() {
        String address = scheduler.listen(ANY, (_, _) -> new StreamRecorder());
        TcpTransport stranger = transport("stranger", Credentials.of(RoleTokens.random(new SecureRandom())));
        assertThatThrownBy(() -> stranger.connect(address, Role.CLIENT, new StreamRecorder()))
                .isInstanceOf(QuernException.class)
                .satisfies(e -> assertThat(((QuernException) e).code()).isEqualTo(ErrorCode.USER))
                .hasMessageContaining(address)
                .hasMessageContaining("the tokens of the two sides differ")
                .hasMessageContaining("use the connection file");
    }

    @Test
    void aPeerWithoutTheTokenIsNotLetIn() throws Exception {
        String address = scheduler.listen(ANY, (_, _) -> {
            throw new AssertionError("it was let in");
        });
        try (Socket socket = socket(address)) {
            send(socket, new Hello(Role.CLIENT, "me", Handshake.ownVersions(), Payload.of(new byte[32])));
            assertThat(receive(socket)).startsWith("Challenge");
            send(socket, new Proof(Payload.of(new byte[32])));
            assertThat(receive(socket)).startsWith("Refused[reason=TOKEN").contains("does not have the token");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        try (Socket socket = socket(address)) {
            Payload nonce = Payload.of(new byte[32]);
            send(socket, new Hello(Role.CLIENT, "me\nINFO all is well", Handshake.ownVersions(), nonce));
            assertThat(receive(socket)).startsWith("Refused[reason=MALFORMED").contains("control characters");
        }
        try (Socket socket = socket(address)) {
            send(socket, new RegisterClient("without a handshake", SESSION, false));
            assertThat(readToEnd(socket)).isEmpty();
        }
    }

    @Test
    void differentVersionsAreRefusedWithATable() {
        String address = scheduler.listen(ANY, (_, _) -> new StreamRecorder());
        TcpTransport old = new TcpTransport(
                "old",
                FRIENDS,
                _ -> codecs(),
                SETTINGS,
                new SystemClock(),
                List.of(new Version("quern", "0.0.1")),
                InetAddress::getByName);
        transports.add(old);
        assertThatThrownBy(() -> old.connect(address, Role.CLIENT, new StreamRecorder()))
                .isInstanceOf(QuernException.class)
                .satisfies(e -> assertThat(((QuernException) e).code()).isEqualTo(ErrorCode.USER))
                .hasMessageContaining("the versions of the two sides differ")
                .hasMessageMatching(
                        "(?s).*component +connecting side +accepting side.*quern +0.0.1 +0.1.0.*protocol +- +1.*");
    }

    @Test
    void aRoleThatAnAddressIsNotForIsRefused() {
        String data = scheduler.serve(ANY, _ -> Optional.empty());
        assertThatThrownBy(() -> client.connect(data, Role.CLIENT, new StreamRecorder()))
                .hasMessageContaining("this address is for [TRANSFER], not for a CLIENT");
    }

    @Test
    void strangersAreCutOff() throws Exception {
        StreamRecorder atScheduler = new StreamRecorder();
        String address = scheduler.listen(ANY, (_, _) -> atScheduler);
        try (Socket socket = socket(address)) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                    .endsWith("This port speaks the protocol of Quern, not HTTP.\n");
        }
        long seed = Long.getLong("seed", 5);
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            byte[] noise = new byte[1 + random.nextInt(5_000)];
            random.nextBytes(noise);
            try (Socket socket = socket(address)) {
                socket.getOutputStream().write(noise);
                socket.shutdownOutput();
                assertThat(readToEnd(socket)).as("seed %d", seed).isEmpty();
            }
        }
        assertThat(client.connect(address, Role.CLIENT, new StreamRecorder())).isNotNull();
    }

    @Test
    void anAbsentSchedulerIsOneClearLine() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThatThrownBy(() -> client.connect("tcp://127.0.0.1:" + port, Role.CLIENT, new StreamRecorder()))
                .isInstanceOf(QuernException.class)
                .satisfies(e -> assertThat(((QuernException) e).code()).isEqualTo(ErrorCode.NETWORK))
                .hasMessage("no scheduler answers at tcp://127.0.0.1:" + port
                        + " (tried for 200 ms, last: Connection refused); start one with: bin/quern scheduler --port "
                        + port);
    }

    @Test
    void aSilentPeerFailsTheHandshake() throws Exception {
        TcpSettings hasty =
                TcpSettings.DEFAULT.withConnectFor(Duration.ofMillis(100)).withHandshakeMax(Duration.ofMillis(200));
        TcpTransport impatient = new TcpTransport("hasty", FRIENDS, codecs(), hasty, new SystemClock());
        transports.add(impatient);
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> impatient.connect(
                            "tcp://127.0.0.1:" + silent.getLocalPort(), Role.CLIENT, new StreamRecorder()))
                    .hasMessageContaining("the handshake took longer than 200 ms");
        }
    }

    @Test
    void pingsKeepAQuietConnectionAndSilenceEndsADeadOne() throws Exception {
        TcpSettings quick = TcpSettings.DEFAULT.withSilence(Duration.ofMillis(50), Duration.ofSeconds(1));
        TcpTransport acceptor = new TcpTransport("s", FRIENDS, codecs(), quick, new SystemClock());
        transports.add(acceptor);
        StreamRecorder atAcceptor = new StreamRecorder();
        String address = acceptor.listen(ANY, (_, _) -> atAcceptor);
        // This client pings every 5 seconds only, so for the acceptor it is silent.
        client.connect(address, Role.CLIENT, new StreamRecorder());
        assertThat(atAcceptor.reason()).isEqualTo("nothing was heard from client for 1000 ms");
    }

    @Test
    void addressesOfOtherMachinesAreRefused() {
        assertThatThrownBy(() -> scheduler.listen("tcp://0.0.0.0:0", (_, _) -> new StreamRecorder()))
                .hasMessageContaining("tcp://0.0.0.0:0 is not an address of this machine alone")
                .hasMessageContaining("with TLS only; write tls://0.0.0.0:0");
        assertThatThrownBy(() -> client.connect("tcp://192.0.2.1:1", Role.CLIENT, new StreamRecorder()))
                .hasMessageContaining("is not an address of this machine alone");
        for (String wrong :
                List.of("127.0.0.1:1", "tcp://127.0.0.1", "http://127.0.0.1:1", "tcp://127.0.0.1:1/x", "tcp://:1")) {
            assertThatThrownBy(() -> client.connect(wrong, Role.CLIENT, new StreamRecorder()))
                    .hasMessageContaining(
                            "the address " + wrong + " is not of the form tcp://HOST:PORT or tls://HOST:PORT");
        }
        String taken = scheduler.listen(ANY, (_, _) -> new StreamRecorder());
        assertThatThrownBy(() -> client.listen(taken, (_, _) -> new StreamRecorder()))
                .hasMessageContaining("cannot listen at " + taken)
                .hasMessageContaining("choose another port");
    }

    @Test
    void resultsOfEverySizeAreFetched() throws Exception {
        byte[] large = new byte[24 * 1024 * 1024];
        new Random(3).nextBytes(large);
        List<Object> values = List.of("text", List.of(1, 2), new byte[0], new byte[256 * 1024 - 7], large);
        String address = scheduler.serve(
                ANY, run -> Optional.of(new HeldResult(values.get(run.task().partition()), 0)));
        List<CompletableFuture<Object>> outcomes = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            outcomes.add(TestTransports.fetch(client, address, new RunId(new TaskKey(JOB, 0, i), 1)));
        }
        for (int i = 0; i < values.size(); i++) {
            Object value = ((HeldResult) outcomes.get(i).get(30, TimeUnit.SECONDS)).value();
            assertThat(value).isEqualTo(values.get(i));
        }
        String nulls = scheduler.serve(ANY, _ -> Optional.of(new HeldResult(null, 0)));
        assertThat(TestTransports.fetch(client, nulls, RESULT).get(10, TimeUnit.SECONDS))
                .isEqualTo(new HeldResult(null, 0));
    }

    @Test
    void absentAndUnreachableResultsSaySo() throws Exception {
        ResultProvider broken = _ -> Optional.of(new HeldResult(new Thread(), 0));
        assertThat(outcome(scheduler.serve(ANY, _ -> Optional.empty())))
                .contains("absent", RESULT + " is not held here");
        assertThat(outcome(scheduler.serve(ANY, broken)))
                .contains("absent", "could not be encoded", "java.lang.Thread");
        assertThat(outcome("tcp://127.0.0.1:1")).contains("unreachable", "no worker answers at tcp://127.0.0.1:1");
        assertThat(outcome("nonsense")).contains("unreachable", "is not of the form");
    }

    @Test
    @SuppressWarnings("UnnecessaryStringBuilder") // a value that the codec does not take for its own
    void aCodecThatEndsInAnErrorIsAnAnswerToo() throws Exception {
        TcpTransport reader = transport("reader", SETTINGS, new SystemClock(), codecs(new BrokenCodec(false)));
        TcpTransport writer = transport("writer", SETTINGS, new SystemClock(), codecs(new BrokenCodec(true)));
        HeldResult text = new HeldResult(new StringBuilder("text"), 4);
        String readable = reader.serve(ANY, _ -> Optional.of(text));
        assertThat(TestTransports.fetch(reader, readable, RESULT)
                        .get(10, TimeUnit.SECONDS)
                        .toString())
                .contains("absent", "no class to read it with");
        String unwritable = writer.serve(ANY, _ -> Optional.of(text));
        assertThat(TestTransports.fetch(reader, unwritable, RESULT)
                        .get(10, TimeUnit.SECONDS)
                        .toString())
                .contains("absent", "no class to write it with");
    }

    @Test
    void closingEndsAnAttemptToConnectThatIsBeingRepeated() throws Exception {
        String nobody;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = "tcp://127.0.0.1:" + free.getLocalPort();
        }
        // Read when the attempts begin, and after each that failed.
        CountDownLatch readings = new CountDownLatch(2);
        Clock clock = new Clock() {
            @Override
            public long nanoTime() {
                readings.countDown();
                return 0;
            }

            @Override
            public long wallMillis() {
                return 0;
            }
        };
        TcpTransport patient = transport("patient", TcpSettings.DEFAULT, clock, codecs());
        CompletableFuture<Connection> attempt =
                CompletableFuture.supplyAsync(() -> patient.connect(nobody, Role.CLIENT, new StreamRecorder()));
        readings.await();
        patient.close();
        assertThatThrownBy(() -> attempt.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(QuernException.class);
    }

    @Test
    void aHolderThatVanishesMakesItsResultsUnreachable() throws Exception {
        CompletableFuture<Optional<HeldResult>> never = new CompletableFuture<>();
        CompletableFuture<RunId> asked = new CompletableFuture<>();
        TcpTransport holder = transport("holder", FRIENDS);
        String address = holder.serve(ANY, run -> {
            asked.complete(run);
            return never.join();
        });
        CompletableFuture<Object> outcome = TestTransports.fetch(client, address, RESULT);
        asked.get(10, TimeUnit.SECONDS);
        holder.close();
        assertThat(outcome.get(10, TimeUnit.SECONDS)).asString().contains("unreachable", "broke");
        never.complete(Optional.empty());
        TcpTransport again = transport("holder", FRIENDS);
        again.serve(address, _ -> Optional.of(new HeldResult("back", 0)));
        assertThat(((HeldResult) TestTransports.fetch(client, address, RESULT).get(10, TimeUnit.SECONDS)).value())
                .isEqualTo("back");
    }

    @Test
    void aHolderSendsNoMoreThanItsCredit() throws Exception {
        String address = scheduler.serve(ANY, _ -> Optional.of(new HeldResult(new byte[8 * 1024 * 1024], 0)));
        StreamRecorder reader = new StreamRecorder();
        Connection slow = client.connect(address, Role.TRANSFER, reader);
        slow.send(new FetchResult(1, RESULT, FetchResult.WHOLE, 1024 * 1024));
        for (int i = 0; i < 4; i++) {
            assertThat(reader.next()).isNotNull();
        }
        // The connection is ordered, so an answer to a later request shows that no fifth chunk is on its way.
        slow.send(new FetchResult(2, RESULT, FetchResult.WHOLE, 1));
        assertThat(reader.next()).isNotNull();
        assertThat(reader.messages).isEmpty();
        slow.close("enough");
    }

    private String outcome(String address) throws Exception {
        return TestTransports.fetch(client, address, RESULT)
                .get(10, TimeUnit.SECONDS)
                .toString();
    }

    private TcpTransport transport(String name, Credentials credentials) {
        return transport(new TcpTransport(name, credentials, codecs(), SETTINGS, new SystemClock()));
    }

    private TcpTransport transport(String name, TcpSettings settings, Clock clock, ValueCodecs codecs) {
        return transport(new TcpTransport(name, FRIENDS, codecs, settings, clock));
    }

    private TcpTransport transport(TcpTransport transport) {
        transports.add(transport);
        return transport;
    }

    private static ValueCodecs codecs(ValueCodec... provided) {
        ClassLoader loader = TcpTransportTest.class.getClassLoader();
        return new ValueCodecs(List.of(provided), Functions.of(loader), loader);
    }

    private static Socket socket(String address) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), URI.create(address).getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void send(Socket socket, Message message) throws IOException {
        byte[] frame = MessageCodec.encode(message);
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.writeInt(frame.length);
        out.write(frame);
    }

    private static String receive(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        return MessageCodec.decode(in.readNBytes(in.readInt())).toString();
    }

    /// Whatever the peer still says; a reset is as good as an end.
    private static List<String> readToEnd(Socket socket) {
        List<String> messages = new ArrayList<>();
        try {
            while (true) {
                String message = receive(socket);
                if (!message.startsWith("Refused[reason=MALFORMED")) {
                    messages.add(message);
                }
            }
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("the connection stays open", e);
        } catch (IOException end) {
            return messages;
        }
    }
}
