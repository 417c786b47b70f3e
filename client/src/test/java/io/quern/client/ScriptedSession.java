package io.quern.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.client.future.RemoteFuture;
import io.quern.client.options.ClientSettings;
import io.quern.core.error.QuernException;
import io.quern.core.graph.TaskBatch;
import io.quern.core.key.ClientId;
import io.quern.core.key.JobId;
import io.quern.core.key.JobIdSource;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.key.WorkerId;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.Holder;
import io.quern.core.message.ResultLocation;
import io.quern.core.message.TaskOutcome;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.Connection;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.local.LocalTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;

/// A client whose scheduler is the test: what both of them say of tasks. A result is served by a worker that has no
/// part in it otherwise.
abstract class ScriptedSession {
    static final String ADDRESS = "local://scheduler";
    static final String WORKER = "local://worker";

    final LocalTransport transport = new LocalTransport();
    final Map<RunId, HeldResult> held = new ConcurrentHashMap<>();
    final ScriptedScheduler scheduler = new ScriptedScheduler(transport, ADDRESS);
    Connection connection;
    JobId session;
    Client client;

    ScriptedSession() throws InterruptedException {
        transport.serve(WORKER, run -> Optional.ofNullable(held.get(run)));
        connect(ClientSettings.DEFAULT);
    }

    private void connect(ClientSettings settings) throws InterruptedException {
        client = Client.connect(
                transport,
                ADDRESS,
                "test",
                new JobIdSource(new SystemClock(), new SplittableRandom(1)),
                ScriptedSession.class.getClassLoader(),
                settings,
                new SystemClock());
        connection = scheduler.client();
        session = scheduler.hear(ClientMessage.RegisterClient.class).session();
        scheduler.say(connection, new ClientNotice.ClientAccepted(new ClientId(1), 1, false));
    }

    /// Another client in place of the first one.
    void connectAnew(ClientSettings settings) throws InterruptedException {
        client.close();
        scheduler.hear(ClientMessage.EndSession.class);
        connect(settings);
    }

    @AfterEach
    void close() {
        connection.close("the test is over");
        transport.close();
        client.abandon(QuernException.user("the test is over"));
        client.close();
    }

    TaskBatch hearBatch() throws InterruptedException {
        return scheduler.hear(ClientMessage.SubmitTasks.class).batch();
    }

    List<TaskBatch> hearBatches(int count) throws InterruptedException {
        List<TaskBatch> batches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batches.add(hearBatch());
        }
        return batches;
    }

    void accept(TaskBatch batch) {
        scheduler.say(connection, new ClientNotice.BatchAccepted(batch.stage()));
    }

    void succeed(RemoteFuture<?> future, int stage, int partition, Object value) {
        RunId run = new RunId(new TaskKey(session, stage, partition), 1);
        held.put(run, new HeldResult(value, 16));
        end(new TaskOutcome.Succeeded(location(run, WORKER)));
        assertThat(future).isNotNull();
    }

    void end(TaskOutcome outcome) {
        scheduler.say(connection, new ClientNotice.TasksEnded(List.of(outcome)));
    }

    static ResultLocation location(RunId run, String address) {
        return new ResultLocation(run, 8, List.of(new Holder(new WorkerId(1), address)));
    }
}
