package io.quern.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.graph.JobSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.StageSpec;
import io.quern.core.key.JobId;
import io.quern.core.message.Answer;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.CoordinationAnswer;
import io.quern.core.message.CoordinationRequest;
import io.quern.core.message.Message;
import io.quern.core.message.Question;
import io.quern.core.message.Role;
import io.quern.core.message.SharedName;
import io.quern.core.message.WorkerMessage;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.local.LocalTransport;
import io.quern.scheduler.settings.SchedulerSettings;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What peers of each role may say to a scheduler that runs.
@Timeout(60)
class ViewersTest {
    private static final JobId SESSION = JobId.of(1, 2, 4);
    private static final JobId OTHER = JobId.of(1, 2, 5);
    private static final JobId JOB = JobId.of(1, 2, 3);
    private static final SharedName LOCK = new SharedName("file");

    private final LocalTransport transport = new LocalTransport();
    private final SchedulerServer server =
            new SchedulerServer(SchedulerSettings.DEFAULT.withChecks(), new SystemClock());

    @BeforeEach
    void start() {
        assertThat(server.start(transport, "local://scheduler")).isEqualTo("local://scheduler");
    }

    @AfterEach
    void stop() {
        server.close();
        transport.close();
    }

    private PeerLine line(Role role) {
        return new PeerLine(transport, server.address(), role);
    }

    private PeerLine registered(Role role, JobId session) throws InterruptedException {
        PeerLine line = line(role);
        line.connection().send(new ClientMessage.RegisterClient(role.toString(), session, false));
        assertThat(line.next(ClientNotice.ClientAccepted.class).isResumed()).isFalse();
        return line;
    }

    private PeerLine clientWithAJob() throws InterruptedException {
        PeerLine client = registered(Role.CLIENT, SESSION);
        client.connection().send(new ClientMessage.SubmitJob(job(JOB)));
        client.next(ClientNotice.JobAccepted.class);
        return client;
    }

    private static JobSpec job(JobId id) {
        StageSpec stage = new StageSpec(0, "map", 1, false, List.of(), Payload.EMPTY, List.of());
        return new JobSpec(id, "job", List.of(stage), List.of(0));
    }

    private static int tasksOfTheJob(PeerLine asking) throws InterruptedException {
        asking.connection().send(new ClientMessage.ListTasks(7, JOB));
        return asking.await(ClientNotice.TaskListing.class).tasks().size();
    }

    @Test
    void aViewerLooksAndChangesNothing() throws InterruptedException {
        PeerLine client = clientWithAJob();
        PeerLine viewer = registered(Role.VIEWER, OTHER);
        assertThat(tasksOfTheJob(viewer)).isEqualTo(1);
        viewer.connection().send(new ClientMessage.Ask(1, new Question.ListWorkers()));
        assertThat(viewer.next(ClientNotice.Answered.class).answer()).isInstanceOf(Answer.WorkersListed.class);

        viewer.connection().send(new ClientMessage.SubmitJob(job(OTHER)));
        assertThat(viewer.next(ClientNotice.JobRefused.class).reason())
                .contains("a viewer may ask and not change anything", "for clients");
        viewer.connection().send(new ClientMessage.CancelJob(JOB));
        viewer.connection().send(new ClientMessage.ReleaseJob(JOB));

        assertThat(tasksOfTheJob(viewer)).isEqualTo(1);
        assertThat(tasksOfTheJob(client)).isEqualTo(1);
    }

    @Test
    void aViewerSeesSharedObjectsAndTakesNone() throws InterruptedException {
        PeerLine client = registered(Role.CLIENT, SESSION);
        client.connection().send(new CoordinationRequest.AcquireLock(1, 1, LOCK, 0));
        client.next(CoordinationAnswer.LeaseGranted.class);
        PeerLine viewer = registered(Role.VIEWER, OTHER);

        viewer.connection().send(new CoordinationRequest.AcquireLock(1, 1, new SharedName("free"), 0));
        assertThat(viewer.next(CoordinationAnswer.CoordinationRefused.class).reason())
                .contains("a viewer may ask");
        viewer.connection().send(new CoordinationRequest.ListObjects(2));
        assertThat(viewer.next(CoordinationAnswer.ObjectListing.class).objects())
                .extracting(CoordinationAnswer.ObjectLine::name)
                .containsExactly(LOCK);
    }

    /// Sessions are known by the keys of their tasks, which everybody sees.
    @Test
    void aViewerThatNamesTheSessionOfAClientDoesNotGetIt() throws InterruptedException {
        PeerLine client = clientWithAJob();
        PeerLine viewer = registered(Role.VIEWER, SESSION);
        viewer.connection().send(new ClientMessage.EndSession());

        PeerLine next = registered(Role.VIEWER, SESSION);
        assertThat(tasksOfTheJob(next)).isEqualTo(1);
        assertThat(tasksOfTheJob(client)).isEqualTo(1);
    }

    @Test
    void aViewerRegistersFirstToo() throws InterruptedException {
        PeerLine viewer = line(Role.VIEWER);
        viewer.connection().send(new ClientMessage.ListTasks(1, JOB));
        assertThat(viewer.next(String.class)).contains("a client registers first, got ListTasks");
    }

    @Test
    void nobodySpeaksAsSomebodyElse() throws InterruptedException {
        Message asWorker = new WorkerMessage.RegisterWorker("w", "local://data", 1, 1_000);
        for (Role role : List.of(Role.CLIENT, Role.VIEWER, Role.TRANSFER)) {
            PeerLine peer = line(role);
            peer.connection().send(asWorker);
            assertThat(peer.next(String.class)).contains("a " + role + " may not speak as a worker");
        }
        for (Role role : List.of(Role.WORKER, Role.TRANSFER)) {
            PeerLine peer = line(role);
            peer.connection().send(new ClientMessage.RegisterClient("c", SESSION, false));
            assertThat(peer.next(String.class)).contains("a " + role + " may not speak as a client");
            PeerLine asking = line(role);
            asking.connection().send(new CoordinationRequest.ListObjects(1));
            assertThat(asking.next(String.class)).contains("registers first");
        }
    }
}
