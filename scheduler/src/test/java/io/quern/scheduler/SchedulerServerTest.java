package io.quern.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.graph.JobSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.StageSpec;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.Message;
import io.quern.core.message.Ping;
import io.quern.core.message.Role;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.message.WorkerMessage;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.local.LocalTransport;
import io.quern.scheduler.settings.SchedulerSettings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchedulerServerTest {
    private static final JobId JOB = JobId.of(1, 2, 3);

    private final LocalTransport transport = new LocalTransport();
    private final SchedulerServer server =
            new SchedulerServer(SchedulerSettings.DEFAULT.withTasksLogged(true).withChecks(), new SystemClock());

    /// A connection whose messages are taken one by one; the end of the stream comes as its reason.
    private final class Line implements ConnectionListener {
        private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        private final Connection connection;

        Line(Role role) {
            connection = transport.connect(server.address(), role, this);
        }

        @Override
        public void received(Connection from, Message message) {
            heard.add(message);
        }

        @Override
        public void closed(Connection from, String reason) {
            heard.add(reason);
        }

        <T> T next(Class<T> type) throws InterruptedException {
            Object next = heard.poll(20, TimeUnit.SECONDS);
            assertThat(next).isInstanceOf(type);
            return type.cast(next);
        }

        /// The next message of that type, whatever comes before it.
        <T> T await(Class<T> type) throws InterruptedException {
            while (true) {
                Object next = heard.poll(20, TimeUnit.SECONDS);
                assertThat(next).as("waiting for %s", type).isNotNull();
                if (type.isInstance(next)) {
                    return type.cast(next);
                }
            }
        }
    }

    @BeforeEach
    void start() {
        assertThat(server.start(transport, "local://scheduler")).isEqualTo("local://scheduler");
    }

    @AfterEach
    void stop() {
        server.close();
        transport.close();
    }

    private Line worker() throws InterruptedException {
        Line worker = new Line(Role.WORKER);
        worker.connection.send(new WorkerMessage.RegisterWorker("w", "local://data", 1, 1_000));
        assertThat(worker.next(WorkerInstruction.WorkerAccepted.class).epoch()).isPositive();
        return worker;
    }

    private Line client() throws InterruptedException {
        Line client = new Line(Role.CLIENT);
        client.connection.send(new ClientMessage.RegisterClient("c"));
        client.next(ClientNotice.ClientAccepted.class);
        return client;
    }

    private static JobSpec job() {
        StageSpec stage = new StageSpec(0, "map", 1, false, List.of(), Payload.EMPTY, List.of());
        return new JobSpec(JOB, "job", List.of(stage), List.of(0));
    }

    @Test
    void aViewerMayAskAndNotChangeAnything() throws Exception {
        Line client = new Line(Role.CLIENT);
        client.connection.send(new ClientMessage.RegisterClient("client"));
        client.next(ClientNotice.ClientAccepted.class);
        client.connection.send(new ClientMessage.SubmitJob(job()));
        client.next(ClientNotice.JobAccepted.class);
        Line viewer = new Line(Role.VIEWER);
        viewer.connection.send(new ClientMessage.RegisterClient("viewer"));
        viewer.next(ClientNotice.ClientAccepted.class);
        viewer.connection.send(new ClientMessage.ListTasks(7, JOB));
        assertThat(viewer.next(ClientNotice.TaskListing.class).tasks()).isNotEmpty();
        viewer.connection.send(new ClientMessage.SubmitJob(job()));
        ClientNotice.JobRefused refused = viewer.next(ClientNotice.JobRefused.class);
        assertThat(refused.reason()).contains("a viewer may ask and not change anything", "for clients");
        viewer.connection.send(new ClientMessage.CancelJob(JOB));
        viewer.next(String.class);
        client.connection.send(new ClientMessage.ListTasks(8, JOB));
        assertThat(client.await(ClientNotice.TaskListing.class).tasks()).isNotEmpty();
    }

    @Test
    void aJobRunsFromSubmissionToRelease() throws InterruptedException {
        Line worker = worker();
        Line client = client();
        client.connection.send(new ClientMessage.SubmitJob(job()));
        worker.next(WorkerInstruction.DefineStage.class);
        RunId run = worker.next(WorkerInstruction.AssignTask.class).run();
        worker.connection.send(new WorkerMessage.TaskStarted(run));
        worker.connection.send(new WorkerMessage.TaskSucceeded(run, 10, 1_000, Map.of("rows", 3L)));

        ClientNotice.JobProgress last = null;
        ClientNotice.JobFinished finished = null;
        client.next(ClientNotice.JobAccepted.class);
        while (finished == null) {
            ClientNotice notice = client.next(ClientNotice.class);
            if (notice instanceof ClientNotice.JobProgress progress) {
                last = progress;
            } else {
                finished = (ClientNotice.JobFinished) notice;
            }
        }
        assertThat(last).isNotNull();
        assertThat(last.stages()).singleElement().satisfies(stage -> {
            assertThat(stage.finished()).isEqualTo(1);
            assertThat(stage.counters()).containsEntry("rows", 3L);
        });
        assertThat(finished.results()).singleElement().satisfies(result -> {
            assertThat(result.result()).isEqualTo(run);
            assertThat(result.holders().getFirst().dataAddress()).isEqualTo("local://data");
        });
        client.connection.send(new ClientMessage.ReleaseJob(JOB));
        assertThat(worker.next(WorkerInstruction.DropJob.class).job()).isEqualTo(JOB);
    }

    @Test
    void aClosedStreamReturnsItsRunToAnotherWorker() throws InterruptedException {
        Line first = worker();
        Line client = client();
        client.connection.send(new ClientMessage.SubmitJob(job()));
        RunId run = first.await(WorkerInstruction.AssignTask.class).run();
        Line second = worker();
        first.connection.close("gone");

        RunId again = second.await(WorkerInstruction.AssignTask.class).run();
        assertThat(again).isEqualTo(new RunId(run.task(), 2));
    }

    @Test
    void heartbeatsAreAnswered() throws InterruptedException {
        Line worker = worker();
        worker.connection.send(new WorkerMessage.Heartbeat(0, 0, 0));

        worker.next(Ping.class);
    }

    @Test
    void aPeerThatDoesNotRegisterFirstIsDisconnected() throws InterruptedException {
        Line worker = new Line(Role.WORKER);
        worker.connection.send(new WorkerMessage.Heartbeat(0, 0, 0));

        assertThat(worker.await(String.class)).contains("registers first");
    }

    @Test
    void aClientMayNotSpeakAsAWorker() throws InterruptedException {
        Line client = client();
        client.connection.send(new WorkerMessage.RegisterWorker("w", "local://data", 1, 1_000));

        assertThat(client.await(String.class)).contains("may not speak as a worker");
    }

    @Test
    void closingEndsAllStreams() throws InterruptedException {
        Line worker = worker();
        Line client = client();
        server.close();

        assertThat(worker.await(String.class)).contains("the scheduler stopped");
        assertThat(client.await(String.class)).contains("the scheduler stopped");
        assertThat(server.end()).isCompletedWithValue(null);
    }
}
