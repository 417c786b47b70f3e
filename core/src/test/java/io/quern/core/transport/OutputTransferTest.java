package io.quern.core.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.access.Credentials;
import io.quern.core.access.RoleTokens;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.Role;
import io.quern.core.message.TransferMessage.FetchOutput;
import io.quern.core.message.TransferMessage.FetchResult;
import io.quern.core.message.TransferMessage.OutputKept;
import io.quern.core.runtime.SystemClock;
import io.quern.core.task.KeptOutput;
import io.quern.core.task.OutputLine;
import io.quern.core.task.OutputSource;
import io.quern.core.task.RunOutput;
import io.quern.core.transport.local.LocalTransport;
import io.quern.core.transport.tcp.TcpSettings;
import io.quern.core.transport.tcp.TcpTransport;
import io.quern.core.value.Functions;
import io.quern.core.value.ValueCodecs;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What tasks have written, asked for where results are fetched.
@Timeout(60)
class OutputTransferTest {
    private static final TaskKey TASK = new TaskKey(new JobId(1, 2), 3, 4);
    private static final TaskKey OTHER = new TaskKey(new JobId(1, 2), 3, 5);
    private static final KeptOutput KEPT = new KeptOutput(
            true, List.of(new RunOutput(1, "w-1", List.of(new OutputLine(OutputSource.ERR, 17, "hello ü")))));

    private static final ResultProvider PROVIDER = new ResultProvider() {
        @Override
        public Optional<HeldResult> lookUp(RunId result) {
            return Optional.empty();
        }

        @Override
        public KeptOutput output(TaskKey task) {
            return task.equals(TASK) ? KEPT : new KeptOutput(true, List.of());
        }
    };

    @Test
    void outputIsAskedForOverSockets() throws InterruptedException {
        ClassLoader loader = OutputTransferTest.class.getClassLoader();
        try (Transport transport = new TcpTransport(
                "w",
                Credentials.of(RoleTokens.random(new SecureRandom())),
                ValueCodecs.load(Functions.of(loader), loader),
                TcpSettings.DEFAULT,
                new SystemClock())) {
            isAnswered(transport, transport.serve("tcp://127.0.0.1:0", PROVIDER));
            isUncaptured(transport, transport.serve("tcp://127.0.0.1:0", _ -> Optional.empty()));
        }
    }

    @Test
    void outputIsAskedForInsideAJvm() throws InterruptedException {
        try (Transport transport = new LocalTransport()) {
            isAnswered(transport, transport.serve("local://w-1", PROVIDER));
            isUncaptured(transport, transport.serve("local://w-2", _ -> Optional.empty()));
            StreamRecorder misled = new StreamRecorder();
            Connection connection = transport.connect("local://w-1", Role.TRANSFER, misled);
            connection.send(new FetchResult(1, new RunId(TASK, 1), FetchResult.WHOLE, 1));
            assertThat(misled.reason()).contains("a FetchResult came where only output is asked for");
        }
    }

    private static void isAnswered(Transport transport, String address) throws InterruptedException {
        StreamRecorder answers = new StreamRecorder();
        Connection connection = transport.connect(address, Role.TRANSFER, answers);
        connection.send(new FetchOutput(7, TASK));
        connection.send(new FetchOutput(8, OTHER));
        assertThat(answers.next()).isEqualTo(new OutputKept(7, KEPT));
        assertThat(answers.next()).isEqualTo(new OutputKept(8, new KeptOutput(true, List.of())));
        connection.close("done");
    }

    private static void isUncaptured(Transport transport, String address) throws InterruptedException {
        StreamRecorder answers = new StreamRecorder();
        Connection connection = transport.connect(address, Role.TRANSFER, answers);
        connection.send(new FetchOutput(1, TASK));
        assertThat(answers.next()).isEqualTo(new OutputKept(1, KeptOutput.UNCAPTURED));
        connection.close("done");
    }
}
