package io.quern.worker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.config.MemorySettings;
import io.quern.core.config.SpillSettings;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.WorkerMessage.MemoryState;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.EncodedResult;
import io.quern.core.transport.HeldResult;
import io.quern.worker.code.CodeUse;
import io.quern.worker.code.JobCodes;
import io.quern.worker.memory.WorkerMemory;
import io.quern.worker.memory.decision.MemoryEvent.TimePassed;
import io.quern.worker.memory.decision.MemoryLimits;
import io.quern.worker.spill.SpillFolders;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A store whose memory takes ten results, of which six stay there.
@Timeout(60)
class SpilledResultsTest {
    private static final int BYTES = 100_000;
    private static final JobCodes CODES = JobCodes.ofThisProcess(SpilledResultsTest.class.getClassLoader());
    private static final long OWN_BYTES = BYTES + 16L;
    private static final CodeUse OWN = CODES.use(run(0).task());

    @TempDir
    private Path folder;

    private final TreeMap<RunId, String> damaged = new TreeMap<>();
    private SpillFolders folders;
    private WorkerMemory memory;
    private ResultStore store;

    @BeforeEach
    void open() {
        open(1L << 30);
    }

    private void open(long diskBytes) {
        folders = new SpillFolders(new SpillSettings(List.of(folder), diskBytes));
        memory =
                new WorkerMemory(MemoryLimits.of(10L * BYTES, 1 << 20, MemorySettings.DEFAULT, 2), 2, folders, () -> 0);
        store = new ResultStore(memory, folders, new SystemClock(), damaged::put);
        memory.carriedOutBy(new WorkerMemory.Actions() {
            @Override
            public void spill(RunId result) {
                store.spill(result);
            }

            @Override
            public void intakeChanged() {}
        });
    }

    @AfterEach
    void close() {
        store.close();
        folders.close();
    }

    @Test
    void whatDoesNotFitIsOnTheDiskAndReadByWhoeverAsks() throws Exception {
        keep(20);
        MemoryState state = await(figures -> figures.inMemoryBytes() < 6L * BYTES);
        assertThat(state.spilledBytes()).isGreaterThanOrEqualTo(14L * BYTES);
        assertThat(state.inMemoryBytes() + state.spilledBytes()).isEqualTo(store.heldBytes());
        assertThat(state.diskBytes()).isEqualTo(bytesOnDisk());

        EncodedResult encoded = store.lookUpEncoded(run(0)).orElseThrow();
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        encoded.writeTo(sent);
        Object read = OWN.await().codecs().decode(new ByteArrayInputStream(sent.toByteArray()));
        assertThat(read).isEqualTo(value(0));
        assertThat(store.lookUpEncoded(run(0))).as("it was not loaded for that").isPresent();

        for (int i = 0; i < 20; i++) {
            assertThat(store.lookUp(run(i)).orElseThrow().value()).isEqualTo(value(i));
            store.drop(run(i));
        }
        await(figures -> figures.diskBytes() == 0);
        assertThat(bytesOnDisk()).isZero();
        assertThat(memory.figures().liveBytes()).isZero();
    }

    @Test
    void whatARunReadsStaysUntilItEnds() throws Exception {
        keep(12);
        await(figures -> figures.inMemoryBytes() < 6L * BYTES);
        StoredResult input = store.pin(run(0));
        assertThat(input.missingBytes()).isEqualTo(BYTES + 16L);
        store.drop(run(0));
        assertThat(input.readBy(OWN.await())).isEqualTo(value(0));
        long before = bytesOnDisk();
        store.unpin(input);
        assertThat(bytesOnDisk()).as("its file goes with the last reader").isLessThan(before);
    }

    @Test
    void aFileThatIsDamagedOrGoneIsALostResultAndNeverAWrongOne() throws Exception {
        keep(12);
        await(figures -> figures.spilledBytes() >= 6L * BYTES);
        for (Path file : files()) {
            if (file.toString().endsWith(".spill")) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length / 2] ^= 1;
                Files.write(file, bytes);
            }
        }
        assertThat(store.lookUp(run(0))).isEmpty();
        assertThat(damaged.get(run(0)))
                .startsWith("result " + run(0) + " cannot be read from the disk: the block at ")
                .contains(folder.toString(), "is damaged: expected checksum ", ", found checksum ");
        EncodedResult encoded = store.lookUpEncoded(run(1)).orElseThrow();
        assertThatThrownBy(() -> encoded.writeTo(new ByteArrayOutputStream())).isInstanceOf(IOException.class);
        assertThat(damaged).containsKey(run(1));

        for (Path file : files()) {
            Files.deleteIfExists(file.toString().endsWith(".spill") ? file : folder.resolve("nothing"));
        }
        StoredResult input = store.pin(run(2));
        assertThatThrownBy(() -> input.readBy(OWN.await())).isInstanceOf(DamagedResultException.class);
        store.unpin(input);
    }

    @Test
    void aDiskThatIsFullLeavesResultsInMemoryAndIsUsedAgainWhenItHasRoom() throws Exception {
        store.close();
        open(1 << 20);
        keep(25);
        MemoryState full = await(figures -> !figures.spillProblem().isEmpty());
        assertThat(full.spillProblem()).contains("of result ", "may have 1.0 MiB; raise worker.spill.size-max");
        assertThat(full.isPaused()).isTrue();
        assertThat(full.inMemoryBytes() + full.spilledBytes()).isEqualTo(store.heldBytes());
        for (int i = 0; i < 6; i++) {
            store.drop(run(i));
        }
        long later = new SystemClock().nanoTime() + 60_000_000_000L;
        memory.tell(new TimePassed(later, 0));
        await(figures -> figures.spilledBytes() > full.spilledBytes() - 6 * OWN_BYTES);
        MemoryState again = await(figures -> !figures.spillProblem().isEmpty() && figures.diskBytes() > 9L * BYTES);
        assertThat(again.diskBytes()).as("full to the limit").isLessThanOrEqualTo(1 << 20);
    }

    private void keep(int count) {
        for (int i = 0; i < count; i++) {
            store.keep(run(i), new HeldResult(value(i), OWN_BYTES), OWN);
        }
    }

    private static byte[] value(int number) {
        byte[] value = new byte[BYTES];
        new SplittableRandom(number).nextBytes(value);
        return value;
    }

    private MemoryState await(Predicate<MemoryState> isSo) {
        MemoryState state = memory.figures();
        while (!isSo.test(state)) {
            Thread.onSpinWait();
            state = memory.figures();
        }
        return state;
    }

    private long bytesOnDisk() throws IOException {
        long bytes = 0;
        for (Path file : files()) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    private List<Path> files() throws IOException {
        if (!Files.exists(folder)) {
            return Collections.emptyList();
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile).toList();
        }
    }

    private static RunId run(int partition) {
        return new RunId(new TaskKey(new JobId(1, 2), 0, partition), 1);
    }
}
