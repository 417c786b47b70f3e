package io.quern.core.transport.tcp;

import static io.quern.core.transport.tcp.TestTransports.HASTY;
import static io.quern.core.transport.tcp.TestTransports.PLAIN;
import static io.quern.core.transport.tcp.TestTransports.TLS;
import static io.quern.core.transport.tcp.TestTransports.fetch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.access.Credentials;
import io.quern.core.access.RoleTokens;
import io.quern.core.access.TlsIdentity;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.graph.Payload;
import io.quern.core.key.JobId;
import io.quern.core.message.ClientMessage.RegisterClient;
import io.quern.core.message.ClientNotice.JobAccepted;
import io.quern.core.message.HandshakeMessage.Hello;
import io.quern.core.message.HandshakeMessage.Reason;
import io.quern.core.message.HandshakeMessage.Refused;
import io.quern.core.message.Role;
import io.quern.core.runtime.Clock;
import io.quern.core.transport.Connection;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.StreamRecorder;
import io.quern.core.transport.tcp.admission.Handshake;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Streams and results with TLS, and everything that must not get in.
@Timeout(60)
class TlsTransportTest {
    private static final JobId SESSION = new JobId(5, 6);
    private static final Payload NONCE = Payload.of(new byte[32]);

    private final TestTransports transports = new TestTransports();
    private final TcpTransport scheduler = transports.scheduler(HASTY);
    private final TcpTransport client = transports.of(Role.CLIENT);
    private final StreamRecorder atScheduler = new StreamRecorder();

    @AfterEach
    void close() {
        transports.close();
    }

    @Test
    void aCertificateThatIsNotTheExpectedOneIsRefusedByWhoeverConnects() {
        String address = scheduler.listen(TLS, (_, _) -> atScheduler);
        TlsIdentity other = identity();
        TcpTransport misled = transports.open(
                "misled", new Credentials(transports.tokens, other.pin(), null), HASTY, transports.clock);
        refused(misled, address)
                .hasMessageContaining("the certificate at " + address + " is not the one that is expected there")
                .hasMessageContaining(other.pin().brief())
                .hasMessageContaining(transports.identity.pin().brief())
                .hasMessageContaining("take the connection file");
        assertThat(atScheduler.messages).isEmpty();
    }

    @Test
    void aCertificateIsRefusedBeforeItIsValidAndAfterItHasExpired() {
        String address = scheduler.listen(TLS, (_, _) -> atScheduler);
        for (Duration off : new Duration[] {Duration.ofDays(3_651), Duration.ofDays(-3)}) {
            Clock wrong = new Clock() {
                @Override
                public long nanoTime() {
                    return transports.clock.nanoTime();
                }

                @Override
                public long wallMillis() {
                    return transports.clock.wallMillis() + off.toMillis();
                }
            };
            Credentials friend = new Credentials(transports.tokens, transports.identity.pin(), null);
            refused(transports.open("elsewhen", friend, HASTY, wrong), address)
                    .hasMessageContaining("the certificate at " + address + " is valid from 2")
                    .hasMessageContaining("and here it is " + (off.isNegative() ? "" : "2"))
                    .hasMessageContaining("set the clock");
        }
    }

    @Test
    void aSchedulerWithoutTls13IsRefused() throws Exception {
        try (SSLServerSocket old = oldServer()) {
            Thread.ofVirtual().start(() -> {
                try (SSLSocket accepted = (SSLSocket) old.accept()) {
                    accepted.startHandshake();
                } catch (IOException expected) {
                    assertThat(expected).isInstanceOf(SSLException.class);
                }
            });
            String address = "tls://127.0.0.1:" + old.getLocalPort();
            assertThatThrownBy(() -> client.connect(address, Role.CLIENT, new StreamRecorder()))
                    .isInstanceOf(QuernException.class)
                    .hasMessageContaining("TLS failed: ")
                    .hasMessageContaining("no TLS 1.3");
        }
    }

    @Test
    void clientsWithoutTls13AreRefused() throws Exception {
        String address = scheduler.listen(TLS, (_, _) -> atScheduler);
        try (SSLSocket socket = Sockets.tls(address, "TLSv1.2")) {
            assertThatThrownBy(socket::startHandshake)
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("protocol_version");
        }
        // The JDK does not speak TLS 1.1 any more: a ClientHello of it, with one cipher suite and no extension.
        String hello = "16030100" + "2d" + "01000029" + "0302" + "00".repeat(32) + "00" + "0002002f" + "0100";
        try (Socket socket = Sockets.plain(address)) {
            socket.getOutputStream().write(HexFormat.of().parseHex(hello));
            byte[] answer = socket.getInputStream().readAllBytes();
            assertThat(answer).hasSize(7);
            assertThat(HexFormat.of().formatHex(answer)).startsWith("15").endsWith("0246");
        }
    }

    @Test
    void whoComesWithoutTlsIsToldSo() throws Exception {
        String address = scheduler.listen(TLS, (_, _) -> atScheduler);
        TcpTransport plain = transports.open("plain", Credentials.of(transports.tokens), HASTY, transports.clock);
        refused(plain, address.replace("tls:", "tcp:"))
                .hasMessageContaining("this address is with TLS; write tls:// instead of tcp://");
        try (Socket socket = Sockets.plain(address)) {
            Sockets.send(socket, new Hello(Role.CLIENT, "me", Handshake.ownVersions(), NONCE));
            assertThat(Sockets.receiveAll(socket))
                    .singleElement()
                    .matches(answer -> answer instanceof Refused refused && refused.reason() == Reason.TLS);
        }
        try (Socket socket = Sockets.plain(address)) {
            socket.getOutputStream().write("GET /metrics HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 400 ");
        }
        long seed = Long.getLong("seed", 7);
        Random noise = new Random(seed);
        for (int i = 0; i < 50; i++) {
            byte[] bytes = new byte[1 + noise.nextInt(80_000)];
            noise.nextBytes(bytes);
            bytes[0] = i % 2 == 0 ? 0x16 : bytes[0];
            bytes[Math.min(1, bytes.length - 1)] = 3;
            try (Socket socket = Sockets.plain(address)) {
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
                // Nothing, or an alert of TLS.
                assertThat(socket.getInputStream().readAllBytes().length)
                        .as("seed %d", seed)
                        .isIn(0, 7);
            } catch (SocketException reset) {
                assertThat(reset).as("seed %d", seed).hasMessageMatching("(Connection reset|Broken pipe).*");
            }
        }
        assertThat(client.connect(address, Role.CLIENT, new StreamRecorder())).isNotNull();
    }

    @Test
    void whoComesWithTlsToAPlainAddressIsToldSo() {
        String address = scheduler.listen(PLAIN, (_, _) -> atScheduler);
        String asked = address.replace("tcp:", "tls:");
        assertThatThrownBy(() -> client.connect(asked, Role.CLIENT, new StreamRecorder()))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("the peer has no TLS 1.3, or no TLS at all");
    }

    @Test
    void aStrangersTokenDoesNotHelpInsideTls() {
        String address = scheduler.listen(TLS, (_, _) -> atScheduler);
        Credentials stranger = new Credentials(RoleTokens.random(transports.random), transports.identity.pin(), null);
        refused(transports.open("stranger", stranger, HASTY, transports.clock), address)
                .hasMessageContaining("the tokens of the two sides differ");
    }

    @Test
    void withoutACertificateNothingListensAndWithoutAPinNothingConnects() {
        assertThatThrownBy(() -> client.listen(TLS, (_, _) -> atScheduler))
                .hasMessageContaining("cannot listen at tls://127.0.0.1:0")
                .hasMessageContaining("no certificate");
        TcpTransport blind = transports.open("blind", Credentials.of(transports.tokens), HASTY, transports.clock);
        assertThatThrownBy(() -> blind.connect("tls://127.0.0.1:1", Role.CLIENT, new StreamRecorder()))
                .hasMessageContaining("nothing tells by which certificate tls://127.0.0.1:1 is known");
    }

    @Test
    void messagesArriveInOrderBothWays() throws Exception {
        CompletableFuture<Connection> accepted = new CompletableFuture<>();
        String address = scheduler.listen(TLS, (connection, _) -> {
            accepted.complete(connection);
            return atScheduler;
        });
        StreamRecorder atClient = new StreamRecorder();
        Connection connection = client.connect(address, Role.CLIENT, atClient);
        for (int i = 0; i < 5_000; i++) {
            connection.send(new RegisterClient(Integer.toString(i), SESSION, false));
            accepted.join().send(new JobAccepted(new JobId(0, i)));
        }
        for (int i = 0; i < 5_000; i++) {
            assertThat(atScheduler.next()).isEqualTo(new RegisterClient(Integer.toString(i), SESSION, false));
            assertThat(atClient.next()).isEqualTo(new JobAccepted(new JobId(0, i)));
        }
        connection.close("done");
        assertThat(atClient.reason()).isEqualTo("done");
        assertThat(atScheduler.reason()).isEqualTo("the peer closed the connection");
    }

    @Test
    void theDataAddressOfAWorkerSaysByWhichCertificateItIsKnown() throws Exception {
        byte[] large = new byte[24 * 1024 * 1024];
        new Random(3).nextBytes(large);
        TlsIdentity own = identity();
        TcpTransport worker = worker(own);
        String address = worker.serve(TLS, _ -> Optional.of(new HeldResult(large, 0)));
        assertThat(address).endsWith("/" + own.pin().hex());
        Object fetched = fetch(client, address).get(30, TimeUnit.SECONDS);
        assertThat(fetched).isInstanceOf(HeldResult.class);
        assertThat(((HeldResult) fetched).value()).isEqualTo(large);
    }

    @Test
    void aClientCannotPassForAWorkerThatServedAtItsAddress() throws Exception {
        TcpTransport worker = worker(identity());
        String address = worker.serve(TLS, _ -> Optional.of(new HeldResult("true", 0)));
        worker.close();
        // The same address, a token that is good for transfers, and a certificate of its own.
        Credentials impostor =
                Credentials.of(transports.tokens.forRole(Role.CLIENT)).with(identity());
        transports
                .open("impostor", impostor, HASTY, transports.clock)
                .serve(address, _ -> Optional.of(new HeldResult("false", 0)));
        assertThat(fetch(client, address).get(10, TimeUnit.SECONDS))
                .asString()
                .contains("unreachable", "is not the one that is expected there");
    }

    private TcpTransport worker(TlsIdentity own) {
        Credentials credentials =
                new Credentials(transports.tokens.forRole(Role.WORKER), transports.identity.pin(), own);
        return transports.open("worker", credentials, HASTY, transports.clock);
    }

    private TlsIdentity identity() {
        return TlsIdentity.generate(transports.random, Instant.ofEpochMilli(transports.clock.wallMillis()));
    }

    /// Refused for good: trying again is of no use.
    private static AbstractThrowableAssert<?, ? extends Throwable> refused(TcpTransport from, String address) {
        return assertThatThrownBy(() -> from.connect(address, Role.CLIENT, new StreamRecorder()))
                .isInstanceOf(QuernException.class)
                .satisfies(e -> assertThat(((QuernException) e).code()).isEqualTo(ErrorCode.USER))
                .hasMessageContaining("the connection to " + address + " was refused");
    }

    /// A server with the very certificate that is expected, and TLS 1.2.
    private SSLServerSocket oldServer() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        Certificate[] chain = {transports.identity.certificate()};
        keys.setKeyEntry("own", transports.identity.key(), new char[0], chain);
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        SSLServerSocket server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        server.setEnabledProtocols(new String[] {"TLSv1.2"});
        return server;
    }
}
