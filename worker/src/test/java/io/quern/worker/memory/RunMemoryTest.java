package io.quern.worker.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.config.MemorySettings;
import io.quern.core.config.SpillSettings;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.task.SpillFile;
import io.quern.worker.memory.decision.MemoryEvent.FetchEnded;
import io.quern.worker.memory.decision.MemoryEvent.FetchWanted;
import io.quern.worker.memory.decision.MemoryEvent.ResultKept;
import io.quern.worker.memory.decision.MemoryEvent.ResultSpilled;
import io.quern.worker.memory.decision.MemoryEvent.SpillFailed;
import io.quern.worker.memory.decision.MemoryInstruction.BeginFetch;
import io.quern.worker.memory.decision.MemoryInstruction.SetIntake;
import io.quern.worker.memory.decision.MemoryInstruction.SpillResult;
import io.quern.worker.memory.decision.MemoryInstruction.TryDisk;
import io.quern.worker.memory.decision.MemoryLimits;
import io.quern.worker.spill.SpillFolders;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Reservations of a worker with a heap of 1,000,000 bytes, four slots, and a pause at 800,000: a share is 200,000.
@Timeout(60)
class RunMemoryTest {
    private static final RunId FETCHED = run(8);

    @TempDir
    private Path folder;

    private final BlockingQueue<RunId> asked = new LinkedBlockingQueue<>();
    private final Queue<Boolean> intakeChanges = new ArrayDeque<>();
    private long usedAfterCollection = 900_000;

    private WorkerMemory worker() {
        SpillFolders folders = new SpillFolders(new SpillSettings(List.of(folder), 1 << 20));
        WorkerMemory memory = new WorkerMemory(
                MemoryLimits.of(1_000_000, 1_000_000, MemorySettings.DEFAULT, 2),
                4,
                folders,
                () -> usedAfterCollection);
        memory.carriedOutBy(new MemoryActions() {
            @Override
            public void spill(RunId result) {
                asked.add(result);
            }

            @Override
            public void tryDisk() {
                throw new AssertionError("nothing was wrong with the disk");
            }

            @Override
            public void fetch(RunId result) {
                assertThat(result).isEqualTo(FETCHED);
            }

            @Override
            public void intakeChanged() {
                intakeChanges.add(true);
            }
        });
        return memory;
    }

    @Test
    void oneRunGetsMostOfItAndAnotherHalfAShareAtOnce() {
        WorkerMemory worker = worker();
        RunMemory one = worker.begin(run(1), "aggregate");
        assertThat(one.tryReserve(500_000)).isTrue();
        assertThat(one.tryReserve(1))
                .as("half a share stays for each of three slots")
                .isFalse();
        RunMemory other = worker.begin(run(2), "aggregate");
        assertThat(other.tryReserve(200_000))
                .as("its whole share, which is free")
                .isTrue();
        assertThat(other.tryReserve(1)).isFalse();
        one.release(300_000);
        assertThat(other.tryReserve(100_000)).isTrue();
        one.close();
        assertThat(worker.figures().reservedBytes()).isEqualTo(300_000);
        other.close();
        assertThat(worker.figures().liveBytes()).isZero();
    }

    @Test
    void badAmountsAreRefused() {
        RunMemory memory = worker().begin(run(1), "sort");
        assertThat(memory.tryReserve(Long.MAX_VALUE)).isFalse();
        assertThat(memory.tryReserve(0)).isTrue();
        assertThatThrownBy(() -> memory.tryReserve(-1)).hasMessage("sort[1] cannot reserve -1 bytes");
        assertThatThrownBy(() -> memory.release(1))
                .hasMessage("sort[1] cannot release 1 bytes of the 0 that it has reserved");
    }

    @Test
    void theLeastThatCannotBeHadNamesNeedLimitAndHolders() {
        WorkerMemory worker = worker();
        RunMemory large = worker.begin(run(1), "join");
        large.reserve(900_000);
        RunMemory late = worker.begin(run(2), "read");
        assertThatThrownBy(() -> late.reserve(50_000))
                .isInstanceOfSatisfying(
                        QuernException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.RESOURCES))
                .hasMessageContaining("read[2] needs 48.8 KiB of memory more than the 0 B that it has")
                .hasMessageContaining("of the worker's heap 898.4 KiB may be taken, and 878.9 KiB are")
                .hasMessageContaining("reservations of join[1] 878.9 KiB, results 0 B, the rest 0 B")
                .hasMessageContaining("; after a collection 878.9 KiB were in use; give")
                .hasMessageContaining("give the worker more worker.memory or fewer worker.threads");
        large.close();
        late.reserve(50_000);
        assertThat(late.reservedBytes()).isEqualTo(50_000);
    }

    @Test
    void theLeastIsNotRefusedForWhatIsCountedAndNotInUse() {
        WorkerMemory worker = worker();
        RunMemory large = worker.begin(run(1), "join");
        large.reserve(600_000);
        worker.heapMeasured(900_000);
        RunMemory late = worker.begin(run(2), "read");
        usedAfterCollection = 650_000;
        assertThat(late.tryReserve(200_000)).isFalse();
        late.reserve(200_000);
        assertThat(worker.figures().liveBytes())
                .as("two reservations, and 50,000 besides")
                .isEqualTo(850_000);
        usedAfterCollection = 300_000;
        late.reserve(600_000);
        assertThat(worker.figures().reservedBytes())
                .as("more than there is, but not in use")
                .isEqualTo(1_400_000);
        assertThatThrownBy(() -> late.reserve(620_001)).hasMessageContaining("293.0 KiB were in use");
    }

    @Test
    void whatIsStillToComeFromPeersIsInNoMeasurement() {
        WorkerMemory worker = worker();
        worker.tell(new FetchWanted(FETCHED, 300_000));
        worker.heapMeasured(100_000);
        assertThat(worker.figures().liveBytes())
                .as("100,000 that are in use, and what comes")
                .isEqualTo(400_000);
        worker.tell(new ResultKept(FETCHED, 300_000, false));
        worker.tell(new FetchEnded(FETCHED));
        assertThat(worker.figures().liveBytes()).isEqualTo(400_000);
    }

    @Test
    void whatComesFromPeersIsAddedToWhatIsInUseWhereARunWouldFail() {
        WorkerMemory worker = worker();
        RunMemory run = worker.begin(run(1), "join");
        run.reserve(500_000);
        worker.tell(new ResultKept(run(7), 200_000, true));
        worker.tell(new FetchWanted(FETCHED, 300_000));
        assertThat(asked.poll()).isEqualTo(run(7));
        worker.tell(new SpillFailed(run(7), "the disk is full", 0));
        usedAfterCollection = 400_000;
        assertThatThrownBy(() -> run.reserve(230_000)).hasMessageContaining("683.6 KiB were in use");
        run.reserve(200_000);
    }

    @Test
    void whatFailsKeepsNothingElseFromBeingDone() {
        List<RunId> done = new ArrayList<>();
        MemoryActions failing = new MemoryActions() {
            @Override
            public void spill(RunId result) {
                done.add(result);
                throw new IllegalStateException("spill " + result);
            }

            @Override
            public void tryDisk() {
                throw new IllegalStateException("try");
            }

            @Override
            public void fetch(RunId result) {
                done.add(result);
            }

            @Override
            public void intakeChanged() {
                throw new IllegalStateException("intake");
            }
        };
        assertThatThrownBy(() -> failing.carryOut(
                        List.of(new SpillResult(run(1)), new TryDisk(), new BeginFetch(run(2)), new SetIntake(true))))
                .hasMessage("spill " + run(1))
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactly("try", "intake"));
        assertThat(done).containsExactly(run(1), run(2));
    }

    @Test
    void aRefusalLosesNothingOfWhatTheMeasurementBroughtAbout() {
        WorkerMemory worker = worker();
        RunMemory run = worker.begin(run(1), "read");
        run.reserve(100_000);
        worker.heapMeasured(950_000);
        assertThat(worker.isPaused()).isTrue();
        assertThat(intakeChanges.poll()).isTrue();
        usedAfterCollection = 600_000;
        assertThatThrownBy(() -> run.reserve(500_000)).hasMessageContaining("585.9 KiB were in use");
        assertThat(worker.isPaused()).isFalse();
        assertThat(intakeChanges.poll()).as("the event loop is told").isTrue();
    }

    @Test
    void theLeastWaitsForResultsThatAreBeingSpilledAndForNothingElse() throws Exception {
        WorkerMemory worker = worker();
        worker.tell(new ResultKept(run(7), 550_000, true));
        RunMemory memory = worker.begin(run(1), "sort");
        assertThat(memory.tryReserve(400_000))
                .as("results give way, but not at once")
                .isFalse();
        assertThat(asked.poll(10, TimeUnit.SECONDS)).isEqualTo(run(7));
        Thread disk = Thread.ofVirtual().start(() -> worker.tell(new ResultSpilled(run(7))));
        memory.reserve(400_000);
        disk.join();
        assertThat(worker.figures().spilledBytes()).isEqualTo(550_000);
        assertThat(worker.figures().liveBytes()).isEqualTo(400_000);
    }

    @Test
    void filesGoWithTheRun() {
        WorkerMemory worker = worker();
        RunMemory memory = worker.begin(run(1), "sort");
        SpillFile file = memory.newSpill("runs");
        long position = file.append(new byte[] {1, 2, 3});
        assertThat(file.read(position)).containsExactly(1, 2, 3);
        assertThat(worker.figures().diskBytes()).isEqualTo(file.sizeBytes()).isPositive();
        memory.close();
        assertThat(worker.figures().diskBytes()).isZero();
        assertThatThrownBy(() -> memory.newSpill("more")).hasMessage("sort[1] has ended");
        assertThatThrownBy(() -> file.append(new byte[] {1}))
                .hasMessageContaining("the spill file of runs of sort[1] is closed");
    }

    private static RunId run(int partition) {
        return new RunId(new TaskKey(new JobId(1, 2), 0, partition), 1);
    }
}
