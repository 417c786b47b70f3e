package io.quern.client.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.Client;
import io.quern.client.call.NodeInputs;
import io.quern.client.call.RemoteFunction;
import io.quern.client.future.RemoteFuture;
import io.quern.client.graph.TaskGraph;
import io.quern.client.graph.TaskGraphBuilder;
import io.quern.core.error.QuernException;
import io.quern.core.graph.TaskBatch;
import io.quern.core.graph.TaskRange;
import io.quern.core.key.ClientId;
import io.quern.core.key.JobIdSource;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.Message;
import io.quern.core.runtime.SystemClock;
import io.quern.core.runtime.Waiting;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.local.LocalTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Graphs of more than one batch.
@Timeout(120)
class GraphSubmissionTest {
    private static final RemoteFunction<NodeInputs, Integer> COUNT = NodeInputs::size;

    private final LocalTransport transport = new LocalTransport();
    private final ForgetfulScheduler scheduler = new ForgetfulScheduler();
    private final Client client = connect();

    private Client connect() {
        transport.listen("local://scheduler", (_, _) -> scheduler);
        return Client.connect(
                transport, "local://scheduler", "test", new JobIdSource(new SystemClock(), new SplittableRandom(1)));
    }

    @AfterEach
    void close() {
        client.close();
        transport.close();
    }

    @Test
    void whatLaterBatchesNeedIsHeldUntilTheyAreSentAndThenReleased() throws InterruptedException {
        int size = 150_000;
        TaskGraphBuilder builder = TaskGraph.builder().task("n0", () -> 0).task("n1", () -> 1);
        for (int i = 2; i < size; i++) {
            builder.task("n" + i, COUNT, "n" + (i - 1), "n" + (i - 2));
        }
        Map<String, RemoteFuture<Object>> outputs = client.persist(builder.build());
        assertThat(outputs).containsOnlyKeys("n" + (size - 1));
        await(() -> scheduler.held() == 1);
        assertThat(scheduler.batches()).hasSizeGreaterThan(2);
        assertThat(scheduler.batches().stream().mapToInt(TaskBatch::size).sum()).isEqualTo(size);
        outputs.values().forEach(RemoteFuture::close);
        await(() -> scheduler.held() == 0);
        assertThat(scheduler.complaints()).isEmpty();
    }

    @Test
    void aGraphThatCannotBeSentToItsEndLeavesNothingHeld() throws InterruptedException {
        TaskGraphBuilder builder = TaskGraph.builder().task("n0", () -> 0);
        for (int i = 1; i < 70_000; i++) {
            builder.task("n" + i, COUNT, "n" + (i - 1));
        }
        builder.value("thread", Thread.currentThread()).task("end", COUNT, "n69999", "thread");
        TaskGraph graph = builder.build();
        assertThatThrownBy(() -> client.persist(graph))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("java.lang.Thread");
        await(() -> scheduler.batches().size() == 1 && scheduler.held() == 0);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        assertThat(new Waiting(new SystemClock()).until(condition, Duration.ofMinutes(1)))
                .isTrue();
    }

    /// A scheduler that accepts, and forgets at once what nobody holds and nothing known depends on.
    private static final class ForgetfulScheduler implements ConnectionListener {
        private final List<TaskBatch> batches = new ArrayList<>();
        private final Set<Long> held = new HashSet<>();
        private final List<String> complaints = new ArrayList<>();

        @Override
        public synchronized void received(Connection connection, Message message) {
            switch (message) {
                case ClientMessage.RegisterClient _ ->
                    connection.send(new ClientNotice.ClientAccepted(new ClientId(1), 1, false));
                case ClientMessage.SubmitTasks submitted -> {
                    take(submitted.batch());
                    connection.send(
                            new ClientNotice.BatchAccepted(submitted.batch().stage()));
                }
                case ClientMessage.ReleaseTasks release -> release.tasks().forEach(this::release);
                case ClientMessage.EndSession _ -> held.clear();
                default -> complaints.add("unexpected: " + message);
            }
        }

        private void take(TaskBatch batch) {
            if (batch.stage() != batches.size()) {
                complaints.add("batch " + batch.stage() + " came where " + batches.size() + " was due");
            }
            for (int task = 0; task < batch.size(); task++) {
                for (int input = batch.inputsFrom(task); input < batch.inputsTo(task); input++) {
                    int stage = batch.inputStage(input);
                    if (stage != batch.stage() && !held.contains(id(stage, batch.inputPartition(input)))) {
                        complaints.add(batch.key(task) + " needs a task that was forgotten");
                    }
                }
                if (batch.isWanted(task)) {
                    held.add(id(batch.stage(), task));
                }
            }
            batches.add(batch);
        }

        private void release(TaskRange range) {
            for (int partition = range.from(); partition < range.to(); partition++) {
                if (!held.remove(id(range.stage(), partition))) {
                    complaints.add("released what was not held: " + range);
                }
            }
        }

        private static long id(int stage, int partition) {
            return ((long) stage << 32) | partition;
        }

        synchronized List<TaskBatch> batches() {
            return List.copyOf(batches);
        }

        synchronized List<String> complaints() {
            return List.copyOf(complaints);
        }

        synchronized int held() {
            return held.size();
        }

        @Override
        public void closed(Connection connection, String reason) {}
    }
}
