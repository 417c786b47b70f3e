package io.quern.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.graph.JobSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.StageSpec;
import io.quern.core.key.CodeHash;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.Message;
import io.quern.core.message.Role;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.message.WorkerMessage;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.local.LocalTransport;
import io.quern.scheduler.recovery.JournalRecord;
import io.quern.scheduler.recovery.journal.JournalListener;
import io.quern.scheduler.recovery.storage.FaultyStorage;
import io.quern.scheduler.recovery.storage.JournalException;
import io.quern.scheduler.settings.JournalSettings;
import io.quern.scheduler.settings.SchedulerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Schedulers with a journal, one after the other, in one JVM.
class SchedulerRecoveryTest {
    private static final JobId SESSION = JobId.of(1, 2, 4);
    private static final JobId JOB = JobId.of(1, 2, 3);
    private static final SystemClock CLOCK = new SystemClock();

    @TempDir
    private Path folder;

    /// A life of the scheduler, and what was heard from it.
    private static final class Life implements AutoCloseable {
        private final LocalTransport transport = new LocalTransport();
        private final SchedulerServer server;

        Life(SchedulerJournal journal) {
            server = new SchedulerServer(SchedulerSettings.DEFAULT.withChecks(), CLOCK, null, journal);
        }

        Life start() {
            server.start(transport, "local://scheduler");
            return this;
        }

        Line connect(Role role, Message registration) {
            Line line = new Line();
            line.connection = transport.connect("local://scheduler", role, line);
            line.connection.send(registration);
            return line;
        }

        Line client() {
            return connect(Role.CLIENT, new ClientMessage.RegisterClient("c", SESSION, false));
        }

        @Override
        public void close() {
            server.close();
            transport.close();
        }
    }

    private static final class Line implements ConnectionListener {
        private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        private Connection connection;

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
    }

    /// However long a test takes, workers have time to offer what they hold: a task that is given out before is made
    /// again, and no worker here would.
    private SchedulerJournal journal() {
        return SchedulerJournal.open(settings(Duration.ofHours(1)), CLOCK, new Random(5));
    }

    private JournalSettings settings(Duration gatherFor) {
        return new JournalSettings(true, folder.resolve("journal"), 1 << 20, gatherFor);
    }

    private static JobSpec job() {
        StageSpec stage = new StageSpec(0, "map", 1, false, List.of(), Payload.EMPTY, List.of());
        return new JobSpec(JOB, "job", List.of(stage), List.of(0));
    }

    @Test
    void theNextSchedulerKnowsTheSessionTheJobAndTakesItsResultBack() throws InterruptedException {
        long epoch;
        try (Life first = new Life(journal()).start()) {
            Line client = first.client();
            ClientNotice.ClientAccepted accepted = client.next(ClientNotice.ClientAccepted.class);
            assertThat(accepted.isResumed()).isFalse();
            epoch = accepted.epoch();
            client.connection.send(new ClientMessage.SubmitJob(job()));
            client.next(ClientNotice.JobAccepted.class);
        }
        try (Life second = new Life(journal()).start()) {
            Line client = second.client();
            ClientNotice.ClientAccepted accepted = client.next(ClientNotice.ClientAccepted.class);
            assertThat(accepted.isResumed()).isTrue();
            assertThat(accepted.epoch()).isGreaterThan(epoch);
            assertThat(accepted.client().value())
                    .as("larger than all ids before")
                    .isGreaterThan(1_000_000);
            assertThat(client.next(ClientNotice.JobAccepted.class).job()).isEqualTo(JOB);
            RunId made = new RunId(new TaskKey(JOB, 0, 0), 1);
            Line worker = second.connect(Role.WORKER, new WorkerMessage.RegisterWorker("w", "local://data", 1, 1_000));
            worker.connection.send(new WorkerMessage.OfferResults(List.of(new WorkerMessage.OfferedResult(made, 10))));
            worker.next(WorkerInstruction.WorkerAccepted.class);
            while (true) {
                if (client.next(ClientNotice.class) instanceof ClientNotice.JobFinished finished) {
                    assertThat(finished.results().getFirst())
                            .singleElement()
                            .satisfies(result -> assertThat(result.result()).isEqualTo(made));
                    break;
                }
            }
            client.connection.send(new ClientMessage.ReleaseJob(JOB));
            worker.next(WorkerInstruction.DropJob.class);
        }
    }

    @Test
    void aJobWhoseCodeIsGoneFailsByName() throws InterruptedException {
        CodeHash code = new CodeHash(1, 2, 3, 4);
        try (SchedulerJournal written = journal()) {
            written.replay(_ -> {}, new DeafListener());
            written.append(new JournalRecord.LifeBegan(1));
            written.append(new JournalRecord.ClientLeaseBegan(SESSION, "c"));
            written.append(new JournalRecord.JobSubmitted(SESSION, job().withCodeSet(code)));
        }
        try (Life next = new Life(journal()).start()) {
            Line client = next.client();
            assertThat(client.next(ClientNotice.ClientAccepted.class).isResumed())
                    .isTrue();
            client.next(ClientNotice.JobAccepted.class);
            assertThat(client.next(ClientNotice.JobFailed.class).failure().summary())
                    .contains("the code set 0000000000000001")
                    .contains("was not there any more when the scheduler was started again; submit the job once more");
        }
    }

    @Test
    void whatCannotBeMadeSafeIsNotPromisedAndTheSchedulerStops() throws Exception {
        FaultyStorage disk = new FaultyStorage();
        SchedulerJournal journal = SchedulerJournal.open(disk, settings(Duration.ZERO), CLOCK, new Random(5));
        try (Life life = new Life(journal).start()) {
            Line client = life.client();
            client.next(ClientNotice.ClientAccepted.class);
            disk.failOneForceAfter(0);
            client.connection.send(new ClientMessage.SubmitJob(job()));

            assertThat(client.next(String.class)).contains("the scheduler stopped: ");
            assertThat(life.server.end().get(20, TimeUnit.SECONDS)).isInstanceOf(JournalException.class);
        }
        assertThat(disk.isClosed()).isTrue();
    }

    @Test
    void aJournalThatCannotBeReadKeepsTheSchedulerFromListening() {
        FaultyStorage disk = new FaultyStorage();
        disk.put("log-0000000001.journal", new byte[200]);
        assertThatThrownBy(() -> SchedulerJournal.open(disk, settings(Duration.ZERO), CLOCK, new Random(5)))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("log-0000000001.journal");
        assertThat(disk.isClosed()).isTrue();
    }

    private static final class DeafListener implements JournalListener {
        @Override
        public void durable(long sequence) {}

        @Override
        public void checkpointed() {
            throw new AssertionError("nobody asked for a checkpoint");
        }

        @Override
        public void checkpointFailed(JournalException failure) {
            throw failure;
        }

        @Override
        public void failed(JournalException failure) {
            throw failure;
        }
    }
}
