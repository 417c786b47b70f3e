package io.quern.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.access.Credentials;
import io.quern.core.access.RoleTokens;
import io.quern.core.graph.Payload;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.key.WorkerId;
import io.quern.core.message.Holder;
import io.quern.core.message.ResultLocation;
import io.quern.core.message.WorkerInstruction.AssignTask;
import io.quern.core.message.WorkerInstruction.DefineFunction;
import io.quern.core.message.WorkerMessage.Heartbeat;
import io.quern.core.message.WorkerMessage.ReplicaAdded;
import io.quern.core.message.WorkerMessage.TaskStarted;
import io.quern.core.message.WorkerMessage.TaskSucceeded;
import io.quern.core.runtime.SystemClock;
import io.quern.core.task.TaskFunction;
import io.quern.core.transport.Connection;
import io.quern.core.transport.tcp.TcpSettings;
import io.quern.core.transport.tcp.TcpTransport;
import io.quern.core.value.Functions;
import io.quern.core.value.ValueCodecs;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What differs over real sockets: everything is encoded, and keeping a stream alive is the transport's business
/// too.
@Timeout(60)
class WorkerServerTcpTest {
    private static final JobId JOB = new JobId(1, 2);
    private static final ClassLoader LOADER = WorkerServerTcpTest.class.getClassLoader();
    private static final Functions FUNCTIONS = Functions.of(LOADER);

    private final Credentials credentials = Credentials.of(RoleTokens.random(new SecureRandom()));
    private final TcpTransport transport = new TcpTransport(
            "test", credentials, ValueCodecs.load(FUNCTIONS, LOADER), TcpSettings.DEFAULT, new SystemClock());
    private final FakeScheduler scheduler = new FakeScheduler(transport, "tcp://127.0.0.1:0");

    @AfterEach
    void close() {
        transport.close();
    }

    @Test
    void idleWorkerWhoseHeartbeatsAreAnsweredStaysRegistered() throws InterruptedException {
        try (WorkerServer _ = start("a", Duration.ofMillis(500))) {
            scheduler.nextRegistered();
            // Two seconds of heartbeats: four times as long as it would bear silence.
            for (int i = 0; i < 40; i++) {
                scheduler.next(Heartbeat.class);
            }
        }
    }

    @Test
    void resultsGoFromWorkerToWorker() throws InterruptedException {
        try (WorkerServer maker = start("maker", Duration.ofSeconds(20));
                WorkerServer user = startAfter(maker)) {
            Connection first = scheduler.nextRegistered();
            Connection second = scheduler.nextRegistered();
            RunId made = new RunId(new TaskKey(JOB, 0, 0), 1);
            RunId used = new RunId(new TaskKey(JOB, 1, 0), 1);
            FakeScheduler.tell(
                    first,
                    stage(0, (_, _, _) -> "x".repeat(100_000)),
                    new AssignTask(made, 0, 1, Payload.EMPTY, List.of()));
            scheduler.next(TaskStarted.class);
            long sizeBytes = scheduler.next(TaskSucceeded.class).sizeBytes();

            ResultLocation input =
                    new ResultLocation(made, sizeBytes, List.of(new Holder(new WorkerId(1), maker.dataAddress())));
            FakeScheduler.tell(
                    second,
                    stage(1, (_, inputs, context) -> {
                        context.count("characters", ((String) inputs.single()).length());
                        return null;
                    }),
                    new AssignTask(used, 0, 1, Payload.EMPTY, List.of(List.of(input))));

            assertThat(scheduler.next(ReplicaAdded.class).result()).isEqualTo(made);
            scheduler.next(TaskStarted.class);
            assertThat(scheduler.next(TaskSucceeded.class).counters()).containsEntry("characters", 100_000L);
            assertThat(user.dataAddress()).startsWith("tcp://127.0.0.1:");
        }
    }

    private WorkerServer startAfter(WorkerServer other) throws InterruptedException {
        other.awaitRegistered();
        return start("user", Duration.ofSeconds(20));
    }

    private WorkerServer start(String name, Duration silenceMax) {
        WorkerOptions options = WorkerOptions.of(name, 1, 1 << 30, scheduler.address(), "tcp://127.0.0.1:0")
                .withTimes(WorkerTimes.DEFAULT.withLiveness(Duration.ofMillis(50), silenceMax));
        return WorkerServer.start(options, transport, LOADER, new SystemClock());
    }

    private static DefineFunction stage(int stage, TaskFunction<Object> function) {
        return new DefineFunction(JOB, stage, 0, "stage-" + stage, 9, FUNCTIONS.serialize(function));
    }
}
