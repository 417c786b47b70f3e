package io.quern.worker.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.config.MemorySettings;
import io.quern.core.config.SpillSettings;
import io.quern.core.error.QuernException;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.WorkerMessage.Reserved;
import io.quern.core.task.TaskMemory;
import io.quern.worker.memory.decision.MemoryEvent.RunRested;
import io.quern.worker.memory.decision.MemoryLimits;
import io.quern.worker.spill.SpillFolders;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Runs that begin on a worker with a heap of 1,000,000 bytes, four slots, and a pause at 800,000: half a share
/// is 100,000, and the least may take 920,000.
@Timeout(60)
class RunAdmissionTest {
    private static final String SCAN = "Parquet scan";

    @TempDir
    private Path folder;

    private WorkerMemory worker;

    @BeforeEach
    void open() {
        SpillFolders folders = new SpillFolders(new SpillSettings(List.of(folder), 1 << 20));
        worker = new WorkerMemory(
                MemoryLimits.of(1_000_000, 1_000_000, MemorySettings.DEFAULT, 2),
                4,
                folders,
                () -> worker.figures().reservedBytes());
        worker.carriedOutBy(new MemoryActions() {
            @Override
            public void spill(RunId result) {
                throw new AssertionError("there are no results");
            }

            @Override
            public void tryDisk() {
                throw new AssertionError("nothing was wrong with the disk");
            }

            @Override
            public void fetch(RunId result) {
                throw new AssertionError("nothing is fetched here, " + result + " neither");
            }

            @Override
            public void intakeChanged() {
                // It does not matter here.
            }
        });
    }

    @Test
    void whoeverBeginsWaitsForWhatOthersHaveAndIsNotOvertaken() throws Exception {
        RunMemory large = begin(1);
        assertThat(large.tryReserve(450_000)).isTrue();
        Admission second = admit(2, 400_000);
        Admission third = admit(3, 1_000);
        assertThat(second.isWaiting()).isTrue();
        assertThat(third.isWaiting())
                .as("there is room for it, but not its turn")
                .isTrue();
        large.release(400_000);
        second.done();
        third.done();
        assertThat(worker.figures().reservedBytes()).isEqualTo(451_000);
        second.memory.close();
        third.memory.close();
        large.close();
        assertThat(worker.figures().liveBytes()).isZero();
    }

    @Test
    void whatCannotBeHadEvenAloneIsRefusedByNameAndNobodyBehindItWaits() throws Exception {
        RunMemory late = begin(2);
        assertThatThrownBy(() -> late.of(SCAN).admit(920_001))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("read[2] needs 898.4 KiB of memory for Parquet scan more than the 0 B that it")
                .hasMessageContaining("898.4 KiB may be taken")
                .hasMessageContaining("smaller row groups");
        assertThat(worker.figures().reservedBytes()).isZero();
        admit(3, 300_000).done();
    }

    @Test
    void nobodyWaitsForARunThatWaitsForOtherTasksOrIsInLineItself() throws Exception {
        RunMemory planner = begin(1);
        planner.reserve(500_000);
        RunMemory second = begin(2);
        second.reserve(100_000);
        Admission waiting = admitMore(second, 250_000);
        assertThat(waiting.isWaiting()).isTrue();
        worker.tell(new RunRested(run(1), true));
        waiting.done();
        assertThat(worker.figures().reservedBytes()).isEqualTo(850_000);
        Admission third = admit(3, 60_000);
        assertThat(third.isWaiting()).as("the second one is at work").isTrue();
        second.close();
        third.done();
    }

    @Test
    void aCancelledRunLeavesTheLine() throws Exception {
        RunMemory large = begin(1);
        large.reserve(790_000);
        Admission cancelled = admit(2, 400_000);
        Admission next = admit(3, 5_000);
        assertThat(cancelled.isWaiting()).isTrue();
        assertThat(next.isWaiting()).isTrue();
        large.release(400_000);
        cancelled.thread.interrupt();
        assertThatThrownBy(cancelled::done).hasCauseInstanceOf(CancellationException.class);
        next.done();
        assertThat(worker.figures().reservedBytes()).isEqualTo(395_000);
    }

    @Test
    void operatorsAreNamedInRefusalsAndFigures() {
        RunMemory one = begin(1);
        one.of(SCAN).reserve(600_000);
        one.of("aggregation").reserve(100_000);
        one.reserve(50_000);
        worker.sending(70_000);
        worker.receiving(60_000);
        RunMemory other = begin(2);
        assertThatThrownBy(() -> other.of("writer").reserve(200_000))
                .hasMessageContaining("read[2] needs 195.3 KiB of memory for writer more")
                .hasMessageContaining(
                        "reservations of read[1] 732.4 KiB (Parquet scan 585.9 KiB, aggregation 97.7 KiB),"
                                + " sends to peers 68.4 KiB, receives from peers 58.6 KiB, results");
        assertThat(worker.figures().reservations())
                .containsExactly(
                        new Reserved("read[1]", SCAN, 600_000),
                        new Reserved("read[1]", "aggregation", 100_000),
                        new Reserved("", "sends to peers", 70_000),
                        new Reserved("", "receives from peers", 60_000),
                        new Reserved("read[1]", "", 50_000));
        assertThatThrownBy(() -> one.of("aggregation").release(100_001))
                .hasMessage("read[1] cannot release 100001 bytes of the 100000 that it has reserved for aggregation");
        one.close();
        worker.sending(-70_000);
        worker.receiving(-60_000);
        assertThat(worker.figures().reservations()).isEmpty();
        assertThat(worker.figures().liveBytes()).isZero();
    }

    @Test
    void whateverRunsDoTheyAllEndAndNothingStaysReserved() throws Exception {
        long seed = Long.getLong("seed", new SplittableRandom().nextLong());
        SplittableRandom random = new SplittableRandom(seed);
        try (ExecutorService slots = Executors.newFixedThreadPool(4)) {
            CompletableFuture<?>[] runs = new CompletableFuture<?>[400];
            for (int i = 0; i < runs.length; i++) {
                SplittableRandom own = random.split();
                int partition = i;
                runs[i] = CompletableFuture.runAsync(() -> work(begin(partition), own), slots);
            }
            CompletableFuture.allOf(runs).get();
        } catch (Exception e) {
            throw new AssertionError("-Dseed=" + seed, e);
        }
        assertThat(worker.figures().reservedBytes()).as("-Dseed=" + seed).isZero();
        assertThat(worker.figures().reservations()).isEmpty();
    }

    /// Begins with a scan, grows where it may, and ends in one way or another.
    private static void work(RunMemory run, SplittableRandom random) {
        TaskMemory scan = run.of(SCAN);
        TaskMemory table = run.of("aggregation");
        try {
            run.of("writer").tryReserve(random.nextInt(1_000));
            scan.admit(random.nextInt(1_000_000));
            for (int i = 0; i < random.nextInt(20); i++) {
                int bytes = random.nextInt(100_000);
                if (table.tryReserve(bytes) && random.nextBoolean()) {
                    table.release(bytes);
                }
            }
            scan.reserve(random.nextInt(50_000));
        } catch (QuernException refused) {
            assertThat(refused).hasMessageContaining(" may be taken, and ");
        } finally {
            run.close();
        }
    }

    private RunMemory begin(int partition) {
        return worker.begin(run(partition), "read");
    }

    private Admission admit(int partition, long bytes) {
        return admitMore(begin(partition), bytes);
    }

    private static Admission admitMore(RunMemory memory, long bytes) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                memory.of(SCAN).admit(bytes);
                done.complete(true);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        Admission admission = new Admission(memory, thread, done);
        while (thread.getState() != Thread.State.WAITING && thread.isAlive()) {
            Thread.onSpinWait();
        }
        return admission;
    }

    /// A run that asked to begin, and has waited or ended since.
    private record Admission(RunMemory memory, Thread thread, CompletableFuture<Boolean> outcome) {
        boolean isWaiting() {
            return thread.isAlive() && !outcome.isDone();
        }

        void done() throws Exception {
            outcome.get();
        }
    }

    private static RunId run(int partition) {
        return new RunId(new TaskKey(new JobId(1, 2), 0, partition), 1);
    }
}
