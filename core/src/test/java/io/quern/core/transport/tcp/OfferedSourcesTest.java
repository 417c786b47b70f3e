package io.quern.core.transport.tcp;

import static io.quern.core.transport.tcp.TestTransports.PLAIN;
import static io.quern.core.transport.tcp.TestTransports.RESULT;
import static io.quern.core.transport.tcp.TestTransports.fetch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.access.Credentials;
import io.quern.core.graph.Payload;
import io.quern.core.key.CodeHash;
import io.quern.core.message.CodeMessage;
import io.quern.core.message.Holder;
import io.quern.core.message.Role;
import io.quern.core.message.TransferMessage;
import io.quern.core.message.TransferMessage.OfferValues;
import io.quern.core.runtime.SystemClock;
import io.quern.core.runtime.Waiting;
import io.quern.core.task.KeptOutput;
import io.quern.core.transport.Connection;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.StreamRecorder;
import io.quern.core.transport.ValueSource;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Values that workers fetch from clients, over connections which these open; and what others may not do with that.
@Timeout(60)
class OfferedSourcesTest {
    private static final String SOURCE = Holder.client(RESULT.task().job()).dataAddress();
    private static final double[] VALUE = new double[1_000_000];

    private final TestTransports transports = new TestTransports();
    private final TcpTransport worker = transports.of(Role.WORKER);
    private final AtomicInteger lookUps = new AtomicInteger();
    private final String data = worker.serve(PLAIN, _ -> {
        lookUps.incrementAndGet();
        return Optional.empty();
    });
    private final TcpTransport client = transports.of(Role.CLIENT);

    @AfterEach
    void close() {
        transports.close();
    }

    private ValueSource offer() {
        return client.offer(
                SOURCE,
                run -> run.equals(RESULT) ? Optional.of(new HeldResult(VALUE, 8L * VALUE.length)) : Optional.empty());
    }

    private static Object outcome(CompletableFuture<Object> fetched) throws Exception {
        return fetched.get(30, TimeUnit.SECONDS);
    }

    private static double[] value(CompletableFuture<Object> fetched) throws Exception {
        return (double[]) ((HeldResult) outcome(fetched)).value();
    }

    @Test
    void aWorkerFetchesFromAClientWhicheverOfThemComesFirst() throws Exception {
        CompletableFuture<Object> before = fetch(worker, SOURCE);
        try (ValueSource source = offer()) {
            source.openTo(data);
            assertThat(value(before)).isEqualTo(VALUE);
            source.openTo(data);
            assertThat(value(fetch(worker, SOURCE))).isEqualTo(VALUE);
        }
        try (ValueSource source = offer()) {
            source.openTo(data);
            assertThat(value(fetch(worker, SOURCE))).isEqualTo(VALUE);
        }
        assertThat(lookUps).as("what the worker itself was asked for").hasValue(0);
    }

    @Test
    void aFetchEndsWhereNobodyOffersOrTheClientGoes() throws Exception {
        TcpTransport impatient = transports.open(
                "impatient",
                Credentials.of(transports.tokens),
                TestTransports.HASTY.withHandshakeMax(Duration.ofMillis(100)),
                transports.clock);
        assertThat(outcome(fetch(impatient, SOURCE)))
                .asString()
                .contains("unreachable: the client of " + SOURCE, "has not opened a connection", "within 200 ms");
        ValueSource source = offer();
        source.openTo(data);
        assertThat(value(fetch(worker, SOURCE))).isEqualTo(VALUE);
        source.close();
        assertThat(outcome(fetch(worker, SOURCE))).asString().startsWith("unreachable: ");
        assertThatThrownBy(() -> offer().openTo("tcp://127.0.0.1:1")).hasMessageContaining("no worker answers");
    }

    @Test
    void ofOneSourceTheNewestConnectionIsKept() throws Exception {
        StreamRecorder first = new StreamRecorder();
        client.connect(data, Role.TRANSFER, first).send(new OfferValues(SOURCE));
        try (ValueSource source = offer()) {
            // Where the worker hears of the first one last, it closes the other, which is opened anew then.
            assertThat(new Waiting(new SystemClock())
                            .until(
                                    () -> {
                                        source.openTo(data);
                                        return !first.reasons.isEmpty();
                                    },
                                    Duration.ofSeconds(30)))
                    .as("the first one is closed")
                    .isTrue();
            assertThat(value(fetch(worker, SOURCE))).isEqualTo(VALUE);
        }
    }

    private static Stream<Class<?>> kinds(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(OfferedSourcesTest::kinds)
                : Stream.of(type);
    }

    /// Nothing that a peer says is kept by a worker that did not ask for it, whoever that peer is.
    @Test
    void whatAWorkerDidNotAskForEndsTheConnection() throws Exception {
        List<TransferMessage> all = List.of(
                new TransferMessage.FetchResult(1, RESULT, TransferMessage.FetchResult.WHOLE, 1),
                new TransferMessage.GrantCredit(1, 1),
                new TransferMessage.ResultChunk(1, Payload.of(new byte[] {1}), true),
                new TransferMessage.ResultAbsent(1, "no"),
                new TransferMessage.StopFetch(1),
                new TransferMessage.FetchOutput(1, RESULT.task()),
                new TransferMessage.OutputKept(1, KeptOutput.UNCAPTURED),
                new OfferValues("offered:other"),
                new CodeMessage.OfferCode(1, Payload.EMPTY),
                new CodeMessage.CodeStored(1),
                new CodeMessage.CodeRefused(1, "no"),
                new CodeMessage.ReadBlob(1, CodeHash.NONE, 0, 1),
                new CodeMessage.BlobPiece(1, Payload.EMPTY),
                new CodeMessage.BlobAbsent(1, "no"));
        assertThat(all.stream().<Class<?>>map(Object::getClass).toList())
                .containsExactlyInAnyOrderElementsOf(
                        kinds(TransferMessage.class).toList());
        for (TransferMessage said : all) {
            StreamRecorder answers = new StreamRecorder();
            Connection connection = client.connect(data, Role.TRANSFER, answers);
            connection.send(new OfferValues("offered:" + said.getClass().getSimpleName()));
            connection.send(said);
            assertThat(answers.reason()).as("after %s", said).isEqualTo("the peer closed the connection");
            assertThat(answers.messages).as("answers to %s", said).isEmpty();
        }
        for (TransferMessage said : all) {
            boolean isOfFetchers = said instanceof TransferMessage.FetchResult
                    || said instanceof TransferMessage.GrantCredit
                    || said instanceof TransferMessage.StopFetch
                    || said instanceof TransferMessage.FetchOutput
                    || said instanceof OfferValues;
            if (!isOfFetchers) {
                StreamRecorder answers = new StreamRecorder();
                client.connect(data, Role.TRANSFER, answers).send(said);
                assertThat(answers.reason()).as("after %s alone", said).isEqualTo("the peer closed the connection");
            }
        }
    }

    @Test
    void viewersAndThoseWithTheTokenOfAnotherRoleOfferNothing() {
        assertThatThrownBy(() -> transports
                        .of(Role.VIEWER)
                        .offer(SOURCE, _ -> Optional.of(new HeldResult(VALUE, 8)))
                        .openTo(data))
                .hasMessageContaining("is not for a transfer");
        try (TestTransports strangers = new TestTransports()) {
            assertThatThrownBy(() -> strangers
                            .of(Role.CLIENT)
                            .offer(SOURCE, _ -> Optional.of(new HeldResult(VALUE, 8)))
                            .openTo(data))
                    .hasMessageContaining("the tokens of the two sides differ");
        }
        assertThat(lookUps).hasValue(0);
    }
}
