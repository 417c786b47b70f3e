package io.quern.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.graph.FunctionSpec;
import io.quern.core.graph.JobSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.StageSpec;
import io.quern.core.graph.TaskBatchBuilder;
import io.quern.core.graph.TaskOptions;
import io.quern.core.key.CodeHash;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.CoordinationAnswer;
import io.quern.core.message.CoordinationRequest;
import io.quern.core.message.Ping;
import io.quern.core.message.Role;
import io.quern.core.message.SharedName;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.message.WorkerMessage;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.local.LocalTransport;
import io.quern.scheduler.settings.SchedulerSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchedulerServerTest {
    private static final JobId SESSION = JobId.of(1, 2, 4);
    private static final JobId JOB = JobId.of(1, 2, 3);

    private final LocalTransport transport = new LocalTransport();
    private final SchedulerServer server =
            new SchedulerServer(SchedulerSettings.DEFAULT.withTasksLogged(true).withChecks(), new SystemClock());

    @BeforeEach
    void start() {
        assertThat(server.start(transport, "local://scheduler")).isEqualTo("local://scheduler");
    }

    @AfterEach
    void stop() {
        server.close();
        transport.close();
    }

    private PeerLine worker() throws InterruptedException {
        PeerLine worker = new PeerLine(transport, server.address(), Role.WORKER);
        worker.connection().send(new WorkerMessage.RegisterWorker("w", "local://data", 1, 1_000));
        assertThat(worker.next(WorkerInstruction.WorkerAccepted.class).epoch()).isPositive();
        return worker;
    }

    private PeerLine client() throws InterruptedException {
        return client(SESSION);
    }

    private PeerLine client(JobId session) throws InterruptedException {
        PeerLine client = new PeerLine(transport, server.address(), Role.CLIENT);
        client.connection().send(new ClientMessage.RegisterClient("c", session, false));
        client.next(ClientNotice.ClientAccepted.class);
        return client;
    }

    private static JobSpec job() {
        StageSpec stage = new StageSpec(0, "map", 1, false, List.of(), Payload.EMPTY, List.of());
        return new JobSpec(JOB, "job", List.of(stage), List.of(0));
    }

    @Test
    void aJobRunsFromSubmissionToRelease() throws InterruptedException {
        PeerLine worker = worker();
        PeerLine client = client();
        client.connection().send(new ClientMessage.SubmitJob(job()));
        worker.next(WorkerInstruction.DefineFunction.class);
        RunId run = worker.next(WorkerInstruction.AssignTask.class).run();
        worker.connection().send(new WorkerMessage.TaskStarted(run));
        worker.connection().send(new WorkerMessage.TaskSucceeded(run, 10, 1_000, Map.of("rows", 3L)));

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
        assertThat(finished.results().getFirst()).singleElement().satisfies(result -> {
            assertThat(result.result()).isEqualTo(run);
            assertThat(result.holders().getFirst().dataAddress()).isEqualTo("local://data");
        });
        client.connection().send(new ClientMessage.ReleaseJob(JOB));
        assertThat(worker.next(WorkerInstruction.DropJob.class).job()).isEqualTo(JOB);
    }

    @Test
    void aClosedStreamReturnsItsRunToAnotherWorker() throws InterruptedException {
        PeerLine first = worker();
        PeerLine client = client();
        client.connection().send(new ClientMessage.SubmitJob(job()));
        RunId run = first.await(WorkerInstruction.AssignTask.class).run();
        PeerLine second = worker();
        first.connection().close("gone");

        RunId again = second.await(WorkerInstruction.AssignTask.class).run();
        assertThat(again).isEqualTo(new RunId(run.task(), 2));
    }

    @Test
    void aLockGoesToTheNextClientWhenItsHolderIsGone() throws InterruptedException {
        SharedName name = new SharedName("file");
        PeerLine holder = client();
        PeerLine next = client(JobId.of(1, 2, 5));
        holder.connection().send(new CoordinationRequest.AcquireLock(1, 1, name, 0));
        holder.next(CoordinationAnswer.LeaseGranted.class);
        next.connection().send(new CoordinationRequest.AcquireLock(1, 1, name, 1_000));
        next.next(CoordinationAnswer.WaitTimedOut.class);
        next.connection().send(new CoordinationRequest.AcquireLock(2, 1, name, CoordinationRequest.FOR_EVER));
        holder.connection().close("gone");

        assertThat(next.next(CoordinationAnswer.LeaseGranted.class).request()).isEqualTo(2);
    }

    @Test
    void aClientThatAsksBeforeItRegistersIsDisconnected() throws InterruptedException {
        PeerLine client = new PeerLine(transport, server.address(), Role.CLIENT);
        client.connection().send(new CoordinationRequest.ListObjects(1));

        assertThat(client.await(String.class)).contains("registers first, got ListObjects");
    }

    @Test
    void heartbeatsAreAnswered() throws InterruptedException {
        PeerLine worker = worker();
        worker.connection().send(new WorkerMessage.Heartbeat(0, 0, 0));

        worker.next(Ping.class);
    }

    @Test
    void aPeerThatDoesNotRegisterFirstIsDisconnected() throws InterruptedException {
        PeerLine worker = new PeerLine(transport, server.address(), Role.WORKER);
        worker.connection().send(new WorkerMessage.Heartbeat(0, 0, 0));

        assertThat(worker.await(String.class)).contains("registers first");
    }

    @Test
    void aClientMayNotSpeakAsAWorker() throws InterruptedException {
        PeerLine client = client();
        client.connection().send(new WorkerMessage.RegisterWorker("w", "local://data", 1, 1_000));

        assertThat(client.await(String.class)).contains("may not speak as a worker");
    }

    @Test
    void closingEndsAllStreams() throws InterruptedException {
        PeerLine worker = worker();
        PeerLine client = client();
        server.close();

        assertThat(worker.await(String.class)).contains("the scheduler stopped");
        assertThat(client.await(String.class)).contains("the scheduler stopped");
        assertThat(server.end()).isCompletedWithValue(null);
    }

    @Test
    void aJobWhoseCodeIsNotHereIsRefusedWithTheRemedy() throws InterruptedException {
        PeerLine client = client();
        client.connection().send(new ClientMessage.SubmitJob(job().withCodeSet(new CodeHash(1, 2, 3, 4))));
        ClientNotice.JobRefused refused = client.next(ClientNotice.JobRefused.class);
        assertThat(refused.job()).isEqualTo(JOB);
        assertThat(refused.reason())
                .contains("job job names the code set 0000000000000001")
                .contains("submit it again, so that its code is sent anew");
    }

    @Test
    void aBatchWhoseCodeIsNotHereIsRefusedWithTheRemedyAndTheNextOneIsTaken() throws InterruptedException {
        PeerLine client = client();
        TaskBatchBuilder batch = new TaskBatchBuilder(0);
        int function = batch.addFunction(new FunctionSpec("f", "", Payload.EMPTY));
        int _ = batch.addTask(function, Payload.EMPTY, TaskOptions.NONE, null, true);
        client.connection().send(new ClientMessage.SubmitTasks(batch.build(new CodeHash(1, 2, 3, 4))));
        ClientNotice.BatchRefused refused = client.next(ClientNotice.BatchRefused.class);
        assertThat(refused.stage()).isZero();
        assertThat(refused.reason())
                .contains("batch 0 of 1 tasks names the code set 0000000000000001")
                .contains("submit its tasks again, so that their code is sent anew");
        TaskBatchBuilder next = new TaskBatchBuilder(1);
        int _ = next.addFunction(new FunctionSpec("f", "", Payload.EMPTY));
        int _ = next.addTask(0, Payload.EMPTY, TaskOptions.NONE, null, true);
        client.connection().send(new ClientMessage.SubmitTasks(next.build()));
        assertThat(client.next(ClientNotice.BatchAccepted.class).stage()).isEqualTo(1);
    }
}
