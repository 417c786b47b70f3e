package io.quern.worker.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.code.BlobStore;
import io.quern.core.code.CodeSet;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.key.CodeHash;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.key.WorkerId;
import io.quern.core.message.Holder;
import io.quern.core.message.WorkerMessage.Reserved;
import io.quern.core.runtime.SystemClock;
import io.quern.core.runtime.Waiting;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.local.LocalTransport;
import io.quern.worker.code.JobCodes;
import io.quern.worker.execution.ExecutionEvent;
import io.quern.worker.execution.ExecutionEvent.FetchAbsent;
import io.quern.worker.execution.ExecutionEvent.FetchSucceeded;
import io.quern.worker.execution.ExecutionEvent.HolderUnreachable;
import io.quern.worker.memory.RunMemory;
import io.quern.worker.store.SpillingStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A worker with 10 MB, of which 6 MB hold results before any is spilled, and 8 MB before anything waits. Its peer
/// answers when a test lets it.
@Timeout(60)
class InputFetchesTest {
    private static final JobId JOB = new JobId(1, 2);

    @TempDir
    private Path folder;

    private final LocalTransport transport = new LocalTransport();
    private final BlockingQueue<ExecutionEvent> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<RunId> asked = new LinkedBlockingQueue<>();
    private final Semaphore answers = new Semaphore(0);
    private final Map<RunId, HeldResult> there = new ConcurrentHashMap<>();
    private Holder peer;
    private SpillingStore here;
    private InputFetches fetches;

    @BeforeEach
    void open() {
        // A run that did not wait for what comes would be refused: everything is in use, it would be told.
        here = new SpillingStore(folder, 10_000_000, 1L << 30, () -> 10_000_000);
        fetches = new InputFetches(
                transport,
                here.store(),
                JobCodes.ofThisProcess(InputFetchesTest.class.getClassLoader()),
                here.memory(),
                told::add);
        here.fetchedBy(fetches::begin);
        String address = transport.serve("local://peer", result -> {
            asked.add(result);
            answers.acquireUninterruptibly();
            return Optional.ofNullable(there.get(result));
        });
        peer = new Holder(new WorkerId(9), address);
    }

    @AfterEach
    void close() {
        here.close();
        transport.close();
    }

    @Test
    void whatIsFetchedCountsFromWhenItBeginsAndTheRestWaitsForRoom() throws InterruptedException {
        put(0, 5_000_000);
        put(1, 2_000_000);
        put(2, 2_000_000);
        for (int result = 0; result < 3; result++) {
            fetches.want(run(result), peer, there.get(run(result)).sizeBytes());
        }
        assertThat(here.memory().figures().reservations())
                .containsExactly(new Reserved("", "fetched inputs", 7_000_000));
        assertThat(here.memory().figures().reservedBytes()).isEqualTo(7_000_000);
        assertThat(here.memory().figures().liveBytes()).isEqualTo(7_000_000);
        assertThat(nextAsked()).isIn(run(0), run(1));
        assertThat(nextAsked()).isIn(run(0), run(1));
        assertThat(asked).as("the third waits").isEmpty();

        answers.release(3);
        assertThat(nextTold()).isInstanceOf(FetchSucceeded.class);
        assertThat(nextTold()).isInstanceOf(FetchSucceeded.class);
        assertThat(nextTold()).isInstanceOf(FetchSucceeded.class);
        assertThat(asked).containsExactly(run(2));
        here.await(figures -> figures.reservedBytes() == 0 && figures.liveBytes() < 6_000_000);
        assertThat(here.memory().figures().reservations()).isEmpty();
    }

    @Test
    void oneIsFetchedAlthoughThereIsNoRoomAndARunThatNeedsRoomWaitsForItToCome() throws Exception {
        try (RunMemory run = here.memory().begin(run(9), "merge")) {
            run.reserve(4_000_000);
            put(0, 5_000_000);
            fetches.want(run(0), peer, 5_000_000);
            assertThat(nextAsked()).isEqualTo(run(0));

            // 9 MB are taken, 0.2 MB can be. What comes is spilled for it.
            Thread waiting = Thread.ofVirtual().start(() -> run.reserve(1_000_000));
            assertThat(new Waiting(new SystemClock())
                            .until(() -> waiting.getState() == Thread.State.WAITING, Duration.ofSeconds(30)))
                    .as("the run waits")
                    .isTrue();
            answers.release();
            waiting.join();
            assertThat(run.reservedBytes()).isEqualTo(5_000_000);
            assertThat(nextTold()).isEqualTo(new FetchSucceeded(run(0), 5_000_000));
            here.await(figures -> figures.spilledBytes() == 5_000_000);
        }
    }

    @Test
    void whatCannotBeHadLetsTheNextOneBegin() throws InterruptedException {
        fetches.want(run(0), peer, 20_000_000);
        fetches.want(run(1), new Holder(new WorkerId(8), "local://nobody"), 20_000_000);
        fetches.want(run(2), peer, 20_000_000);
        answers.release(2);
        // The next one begins before the end of the one before is told: the last two may end in either order.
        Map<RunId, Class<?>> ends = new HashMap<>();
        for (int end = 0; end < 3; end++) {
            ExecutionEvent next = nextTold();
            switch (next) {
                case FetchAbsent absent -> ends.put(absent.result(), FetchAbsent.class);
                case HolderUnreachable gone -> ends.put(gone.result(), HolderUnreachable.class);
                default -> throw new AssertionError("told: " + next);
            }
        }
        assertThat(ends)
                .isEqualTo(
                        Map.of(run(0), FetchAbsent.class, run(1), HolderUnreachable.class, run(2), FetchAbsent.class));
        assertThat(here.memory().figures().liveBytes()).isZero();
    }

    @Test
    void aResultWhoseCodeCannotBeHadEndsAsAbsentAndTheNextOneBegins() throws InterruptedException {
        try (BlobStore blobs = BlobStore.open(folder.resolve("code"), 100_000)) {
            JobCodes codes = JobCodes.travelling(InputFetchesTest.class.getClassLoader(), blobs);
            codes.learn(JOB, 0, new CodeHash(1, 2, 3, 4), (_, _) -> {
                throw new QuernException(ErrorCode.INTERNAL, "the blob arrived with another content");
            });
            fetches = new InputFetches(transport, here.store(), codes, here.memory(), told::add);
            here.fetchedBy(fetches::begin);
            put(0, 5_000_000);
            put(1, 5_000_000);
            answers.release(2);
            for (int result = 0; result < 2; result++) {
                fetches.want(run(result), peer, 5_000_000);
            }
            for (int end = 0; end < 2; end++) {
                assertThat(nextTold())
                        .isInstanceOfSatisfying(
                                FetchAbsent.class,
                                absent ->
                                        assertThat(absent.reason()).contains("the blob arrived with another content"));
            }
            assertThat(here.memory().figures().liveBytes()).isZero();
        }
    }

    @Test
    void aTransportThatFailsEndsTheFetchAndNotWhoeverToldTheMemory() throws InterruptedException {
        fetches = new InputFetches(
                new FailingTransport(transport, peer.dataAddress()),
                here.store(),
                JobCodes.ofThisProcess(InputFetchesTest.class.getClassLoader()),
                here.memory(),
                told::add);
        here.fetchedBy(fetches::begin);
        for (int result = 0; result < 3; result++) {
            fetches.want(run(result), peer, 5_000_000);
        }
        Set<RunId> ended = new HashSet<>();
        for (int end = 0; end < 3; end++) {
            assertThat(nextTold()).isInstanceOfSatisfying(HolderUnreachable.class, gone -> {
                assertThat(gone.reason()).contains(FailingTransport.FAILURE);
                ended.add(gone.result());
            });
        }
        assertThat(ended).containsExactlyInAnyOrder(run(0), run(1), run(2));
        assertThat(here.memory().figures().liveBytes()).isZero();
    }

    /// The first takes less than was expected, so that the second may begin when the first is kept; who begins it
    /// fails.
    @Test
    void aResultThatCannotBeKeptEndsAsAbsentAndIsHeldByNobody() throws InterruptedException {
        CodeSet noJars = new CodeSet(List.of());
        try (BlobStore blobs = BlobStore.open(folder.resolve("code"), 100_000)) {
            JobCodes codes = JobCodes.travelling(InputFetchesTest.class.getClassLoader(), blobs);
            codes.learn(JOB, 0, new CodeHash(1, 2, 3, 4), (_, _) -> noJars);
            fetches = new InputFetches(transport, here.store(), codes, here.memory(), told::add);
            here.fetchedBy(result -> {
                if (result.equals(run(1))) {
                    throw new IllegalStateException("nobody can be told");
                }
                fetches.begin(result);
            });
            put(0, 100_000);
            put(2, 100_000);
            fetches.want(run(0), peer, 7_500_000);
            fetches.want(run(1), peer, 5_000_000);
            answers.release();
            assertThat(nextTold()).isInstanceOfSatisfying(FetchAbsent.class, absent -> {
                assertThat(absent.result()).isEqualTo(run(0));
                assertThat(absent.reason()).contains("cannot be kept", "nobody can be told");
            });
            assertThat(here.store().find(run(0))).isEmpty();
            assertThat(here.memory().figures().liveBytes()).as("the second").isEqualTo(5_000_000);

            fetches.want(run(2), peer, 100_000);
            answers.release();
            assertThat(nextTold()).isEqualTo(new FetchSucceeded(run(2), 100_000));
            here.store().drop(run(2));
            assertThat(codes.size()).as("the job has it").isEqualTo(1);
            codes.forget(JOB);
            assertThat(codes.size()).as("nobody has it").isZero();
        }
    }

    private void put(int result, int bytes) {
        there.put(run(result), new HeldResult(new byte[bytes], bytes));
    }

    private RunId nextAsked() throws InterruptedException {
        RunId next = asked.poll(30, TimeUnit.SECONDS);
        assertThat(next).as("somebody asks the peer").isNotNull();
        return next;
    }

    private ExecutionEvent nextTold() throws InterruptedException {
        ExecutionEvent next = told.poll(30, TimeUnit.SECONDS);
        assertThat(next).as("a fetch ends").isNotNull();
        return next;
    }

    private static RunId run(int partition) {
        return new RunId(new TaskKey(JOB, 0, partition), 1);
    }
}
