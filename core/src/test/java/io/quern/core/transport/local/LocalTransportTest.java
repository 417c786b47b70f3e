package io.quern.core.transport.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.QuernException;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.ClientMessage.RegisterClient;
import io.quern.core.message.Message;
import io.quern.core.message.Ping;
import io.quern.core.message.Role;
import io.quern.core.transport.Connection;
import io.quern.core.transport.FetchSink;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.StreamRecorder;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LocalTransportTest {
    private static final JobId SESSION = new JobId(5, 6);
    private static final RunId RESULT = new RunId(new TaskKey(new JobId(1, 2), 0, 0), 1);

    private final LocalTransport transport = new LocalTransport();

    @AfterEach
    void close() {
        transport.close();
    }

    @Test
    void messagesArriveByReferenceAndInOrderBothWays() throws Exception {
        StreamRecorder atAcceptor = new StreamRecorder();
        String address = transport.listen("local://scheduler", (connection, role) -> {
            connection.send(new RegisterClient("welcome " + role, SESSION, false));
            return atAcceptor;
        });
        StreamRecorder atOpener = new StreamRecorder();
        Connection opener = transport.connect(address, Role.CLIENT, atOpener);
        Message first = new RegisterClient("0", SESSION, false);
        opener.send(first);
        for (int i = 1; i < 10_000; i++) {
            opener.send(new RegisterClient(Integer.toString(i), SESSION, false));
        }
        assertThat(atAcceptor.next()).isSameAs(first);
        for (int i = 1; i < 10_000; i++) {
            assertThat(atAcceptor.next()).isEqualTo(new RegisterClient(Integer.toString(i), SESSION, false));
        }
        assertThat(atOpener.next()).isEqualTo(new RegisterClient("welcome CLIENT", SESSION, false));
    }

    @Test
    void aSenderIsNeverReentered() throws Exception {
        CompletableFuture<Thread> receiver = new CompletableFuture<>();
        String address = transport.listen("local://", (connection, role) -> new StreamRecorder() {
            @Override
            public void received(Connection from, Message message) {
                receiver.complete(Thread.currentThread());
            }
        });
        transport.connect(address, Role.WORKER, new StreamRecorder()).send(new Ping());
        assertThat(receiver.get(10, TimeUnit.SECONDS)).isNotSameAs(Thread.currentThread());
    }

    @Test
    void closingDeliversWhatWasSentAndTellsBothSidesOnce() throws Exception {
        StreamRecorder atAcceptor = new StreamRecorder();
        transport.listen("local://s", (connection, role) -> atAcceptor);
        StreamRecorder atOpener = new StreamRecorder();
        Connection opener = transport.connect("local://s", Role.WORKER, atOpener);
        opener.send(new Ping());
        opener.close("done");
        opener.send(new RegisterClient("too late", SESSION, false));
        opener.close("again");
        assertThat(atAcceptor.next()).isEqualTo(new Ping());
        assertThat(atAcceptor.reason()).isEqualTo("done");
        assertThat(atOpener.reason()).isEqualTo("done");
        assertThat(atAcceptor.messages).isEmpty();
    }

    @Test
    void aListenerThatFailsClosesTheConnection() throws Exception {
        StreamRecorder failing = new StreamRecorder() {
            @Override
            public void received(Connection from, Message message) {
                throw new IllegalStateException("broken");
            }
        };
        transport.listen("local://s", (connection, role) -> failing);
        StreamRecorder atOpener = new StreamRecorder();
        transport.connect("local://s", Role.WORKER, atOpener).send(new Ping());
        assertThat(atOpener.reason()).contains("broken");
        assertThat(failing.reason()).contains("broken");
    }

    @Test
    void resultsAreFetchedByReference() throws Exception {
        Object value = new Object();
        String address = transport.serve(
                "local://", run -> run.equals(RESULT) ? Optional.of(new HeldResult(value, 7)) : Optional.empty());
        assertThat(fetch(address, RESULT)).isEqualTo(new HeldResult(value, 7));
        assertThat(fetch(address, new RunId(RESULT.task(), 2))).asString().startsWith("absent: ");
        assertThat(fetch("local://nowhere", RESULT)).asString().contains("unreachable: nobody serves results at");
    }

    @Test
    void badAddressesAreRefused() {
        transport.listen("local://s", (connection, role) -> new StreamRecorder());
        assertThatThrownBy(() -> transport.listen("local://s", (connection, role) -> new StreamRecorder()))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("cannot listen at local://s: the name is taken");
        assertThatThrownBy(() -> transport.connect("local://other", Role.CLIENT, new StreamRecorder()))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("nobody listens at local://other");
        assertThatThrownBy(() -> transport.connect("tcp://127.0.0.1:1", Role.CLIENT, new StreamRecorder()))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("must begin with local://");
    }

    @Test
    void closingTheTransportClosesItsConnections() throws Exception {
        StreamRecorder atAcceptor = new StreamRecorder();
        transport.listen("local://s", (connection, role) -> atAcceptor);
        StreamRecorder atOpener = new StreamRecorder();
        transport.connect("local://s", Role.WORKER, atOpener);
        transport.close();
        assertThat(atOpener.reason()).isEqualTo("the transport was closed");
        assertThat(atAcceptor.reason()).isEqualTo("the transport was closed");
        assertThatThrownBy(() -> transport.connect("local://s", Role.WORKER, atOpener))
                .hasMessageContaining("the transport is closed");
        assertThat(fetch("local://s", RESULT)).asString().contains("unreachable");
    }

    private Object fetch(String address, RunId run) throws Exception {
        CompletableFuture<Object> outcome = new CompletableFuture<>();
        transport.fetch(address, run, new FetchSink() {
            @Override
            public void fetched(HeldResult result) {
                outcome.complete(result);
            }

            @Override
            public void absent(String reason) {
                outcome.complete("absent: " + reason);
            }

            @Override
            public void unreachable(String reason) {
                outcome.complete("unreachable: " + reason);
            }
        });
        return outcome.get(10, TimeUnit.SECONDS);
    }
}
