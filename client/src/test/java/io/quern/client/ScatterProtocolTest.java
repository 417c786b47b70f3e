package io.quern.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.future.RemoteFuture;
import io.quern.core.graph.TaskBatch;
import io.quern.core.graph.TaskRole;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.Holder;
import io.quern.core.message.TaskOutcome;
import io.quern.core.transport.FetchSink;
import io.quern.core.transport.HeldResult;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How long a client has a value that it scatters, and what it says of it.
@Timeout(60)
class ScatterProtocolTest extends ScriptedSession {
    private static final double[] VALUE = new double[20_000];

    ScatterProtocolTest() throws InterruptedException {}

    @Test
    void aRefusedValueIsNotKept() throws InterruptedException {
        RemoteFuture<double[]> future = client.scatter(VALUE);
        TaskBatch batch = hearBatch();
        assertThat(batch.options(0).role()).isEqualTo(TaskRole.SCATTERED);
        assertThat(batch.argument(0).sizeBytes()).isZero();
        assertThat(offered()).isSameAs(VALUE);

        scheduler.say(connection, new ClientNotice.BatchRefused(batch.stage(), "its key is taken"));

        assertThatThrownBy(future::join).hasMessage("the scheduler refused: its key is taken");
        assertThat(offered()).asString().startsWith("unreachable: ");
        future.close();
        scheduler.expectSilence();
    }

    @Test
    void aRefusedValueWhoseFutureIsClosedIsNotKeptEither() throws InterruptedException {
        client.scatter(VALUE).close();
        TaskBatch batch = hearBatch();
        RemoteFuture<Integer> later = client.submit(() -> 1);
        int next = hearBatch().stage();
        assertThat(offered()).isSameAs(VALUE);

        scheduler.say(
                connection,
                new ClientNotice.BatchRefused(batch.stage(), "its key is taken"),
                new ClientNotice.BatchRefused(next, "as well"));

        assertThatThrownBy(later::join).hasMessageContaining("as well");
        assertThat(offered()).asString().startsWith("unreachable: ");
    }

    @Test
    void aValueWhoseFutureIsClosedEarlyIsKeptAndHeldUntilItIsThere() throws InterruptedException {
        RemoteFuture<double[]> future = client.scatter(VALUE);
        TaskBatch batch = hearBatch();
        accept(batch);

        future.close();

        scheduler.expectSilence();
        assertThat(offered()).isSameAs(VALUE);
        end(new TaskOutcome.Succeeded(location(run(), WORKER)));
        assertThat(scheduler.hear(ClientMessage.ReleaseTasks.class).job()).isEqualTo(session);
        assertThat(offered()).asString().startsWith("unreachable: ");
    }

    private RunId run() {
        return new RunId(new TaskKey(session, 0, 0), 1);
    }

    /// What a worker gets that fetches the value, or why it does not.
    private Object offered() {
        CompletableFuture<Object> fetched = new CompletableFuture<>();
        transport.fetch(Holder.client(session).dataAddress(), run(), new FetchSink() {
            @Override
            public void fetched(HeldResult result) {
                fetched.complete(result.value());
            }

            @Override
            public void absent(String reason) {
                fetched.complete("absent: " + reason);
            }

            @Override
            public void unreachable(String reason) {
                fetched.complete("unreachable: " + reason);
            }
        });
        return fetched.join();
    }
}
