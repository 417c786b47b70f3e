package io.quern.worker.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.access.Credentials;
import io.quern.core.access.RoleTokens;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.key.WorkerId;
import io.quern.core.message.Holder;
import io.quern.core.message.WorkerMessage.Reserved;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.tcp.TcpSettings;
import io.quern.core.transport.tcp.TcpTransport;
import io.quern.core.value.Functions;
import io.quern.core.value.ValueCodec;
import io.quern.core.value.ValueCodecs;
import io.quern.worker.code.JobCodes;
import io.quern.worker.execution.ExecutionEvent;
import io.quern.worker.execution.ExecutionEvent.FetchAbsent;
import io.quern.worker.execution.ExecutionEvent.FetchSucceeded;
import io.quern.worker.store.SpillingStore;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a worker counts while results come over a real socket, where what reads them stops until a test lets it go on.
@Timeout(60)
class ReceivedBytesTest {
    private static final ClassLoader LOADER = ReceivedBytesTest.class.getClassLoader();
    private static final RunId RESULT = new RunId(new TaskKey(new JobId(1, 2), 0, 0), 1);
    private static final int EXPECTED_BYTES = 1_000_000;

    /// What stands in front of a value.
    private static final int CODEC_ID_BYTES = 2;

    @TempDir
    private Path folder;

    private final Semaphore readings = new Semaphore(0);
    private final BlockingQueue<ExecutionEvent> told = new LinkedBlockingQueue<>();
    private final Credentials credentials = Credentials.of(RoleTokens.random(new SecureRandom()));
    private final TcpTransport transport = new TcpTransport(
            "test",
            credentials,
            new ValueCodecs(List.of(new StoppingCodec(readings)), Functions.of(LOADER), LOADER),
            TcpSettings.DEFAULT,
            new SystemClock());
    private SpillingStore here;

    @BeforeEach
    void open() {
        here = new SpillingStore(folder, 100_000_000, 1L << 30);
    }

    @AfterEach
    void close() {
        readings.release(1_000);
        transport.close();
        here.close();
    }

    @Test
    void whatHasComeIsCountedUntilItIsDecoded() throws InterruptedException {
        fetch(new Bytes(new byte[100_000], false));
        here.await(figures -> figures.reservations()
                .equals(List.of(fetchedInputs(), new Reserved("", "receives from peers", 100_000 + CODEC_ID_BYTES))));
        assertThat(here.memory().figures().liveBytes()).isEqualTo(EXPECTED_BYTES + 100_000 + CODEC_ID_BYTES);

        readings.release();
        assertThat(nextTold()).isEqualTo(new FetchSucceeded(RESULT, 100_000));
        assertThat(here.memory().figures().reservations()).isEmpty();
        assertThat(here.memory().figures().liveBytes()).as("the result").isEqualTo(100_000);
    }

    /// In chunks, which are read while others come.
    @Test
    void whatHasComeOfALargeResultIsCountedUntilItIsDecoded() throws InterruptedException {
        int bytes = 3_000_000;
        fetch(new Bytes(new byte[bytes], false));
        here.await(figures -> figures.reservations()
                .equals(List.of(new Reserved("", "receives from peers", bytes + CODEC_ID_BYTES), fetchedInputs())));

        readings.release();
        assertThat(nextTold()).isEqualTo(new FetchSucceeded(RESULT, bytes));
        assertThat(here.memory().figures().reservations()).isEmpty();
        assertThat(here.memory().figures().liveBytes()).as("the result").isEqualTo(bytes);
    }

    @Test
    void whatHasComeAndCannotBeDecodedIsCountedNoMore() throws InterruptedException {
        fetch(new Bytes(new byte[3_000_000], true));
        here.await(figures -> figures.liveBytes() == EXPECTED_BYTES + 3_000_000 + CODEC_ID_BYTES);

        readings.release();
        assertThat(nextTold())
                .isInstanceOfSatisfying(
                        FetchAbsent.class, absent -> assertThat(absent.reason()).contains("made to be damaged"));
        assertThat(here.memory().figures().reservations()).isEmpty();
        assertThat(here.memory().figures().liveBytes()).isZero();
    }

    private void fetch(Bytes value) {
        String address =
                transport.serve("tcp://127.0.0.1:0", _ -> Optional.of(new HeldResult(value, value.bytes.length)));
        InputFetches fetches =
                new InputFetches(transport, here.store(), JobCodes.ofThisProcess(LOADER), here.memory(), told::add);
        here.fetchedBy(fetches::begin);
        fetches.want(RESULT, new Holder(new WorkerId(9), address), EXPECTED_BYTES);
    }

    private static Reserved fetchedInputs() {
        return new Reserved("", "fetched inputs", EXPECTED_BYTES);
    }

    private ExecutionEvent nextTold() throws InterruptedException {
        ExecutionEvent next = told.poll(30, TimeUnit.SECONDS);
        assertThat(next).as("the fetch ends").isNotNull();
        return next;
    }

    /// @param isDamaged whether whoever reads it finds that it cannot be
    private record Bytes(byte[] bytes, boolean isDamaged) {}

    /// Reads nothing before it may.
    private record StoppingCodec(Semaphore readings) implements ValueCodec {
        @Override
        public int id() {
            return 4_711;
        }

        @Override
        public boolean accepts(Object value) {
            return value instanceof Bytes;
        }

        @Override
        public long sizeBytes(Object value) {
            return ((Bytes) value).bytes.length;
        }

        /// The first byte says whether it is damaged.
        @Override
        public void encode(Object value, OutputStream out) throws IOException {
            Bytes encoded = (Bytes) value;
            out.write(encoded.isDamaged ? 1 : 0);
            out.write(encoded.bytes, 1, encoded.bytes.length - 1);
        }

        @Override
        public Object decode(InputStream in) throws IOException {
            readings.acquireUninterruptibly();
            if (in.read() == 1) {
                throw new EOFException("it was made to be damaged");
            }
            byte[] rest = in.readAllBytes();
            return new Bytes(new byte[rest.length + 1], false);
        }
    }
}
