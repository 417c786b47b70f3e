package io.quern.worker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
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

    private SpillingStore spilling;
    private WorkerMemory memory;
    private ResultStore store;

    @BeforeEach
    void open() {
        open(1L << 30);
    }

    private void open(long diskBytes) {
        spilling = new SpillingStore(folder, 10L * BYTES, diskBytes);
        memory = spilling.memory();
        store = spilling.store();
    }

    @AfterEach
    void close() {
        spilling.close();
    }

    @Test
    void whatDoesNotFitIsOnTheDiskAndReadByWhoeverAsks() throws Exception {
        keep(20);
        MemoryState state = spilling.await(figures -> figures.inMemoryBytes() < 6L * BYTES);
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
        spilling.await(figures -> figures.diskBytes() == 0);
        assertThat(bytesOnDisk()).isZero();
        assertThat(memory.figures().liveBytes()).isZero();
    }

    @Test
    void whatARunReadsStaysUntilItEnds() throws Exception {
        keep(12);
        spilling.await(figures -> figures.inMemoryBytes() < 6L * BYTES);
        StoredResult input = store.pin(run(0));
        assertThat(input.missingBytes()).isEqualTo(BYTES + 16L);
        store.drop(run(0));
        assertThat(input.readBy(OWN.await())).isEqualTo(value(0));
        long before = bytesOnDisk();
        store.unpin(input);
        assertThat(bytesOnDisk()).as("its file goes with the last reader").isLessThan(before);
    }

    @Test
    void closingTheStoreWaitsForTheFilesOfWhatWasDropped() throws Exception {
        keep(20);
        spilling.await(figures -> figures.inMemoryBytes() < 6L * BYTES);
        assertThat(spilling.spillFiles()).hasSizeGreaterThanOrEqualTo(14);
        for (int i = 0; i < 20; i++) {
            store.drop(run(i));
        }
        store.close();
        assertThat(spilling.spillFiles()).isEmpty();
        assertThat(memory.figures().diskBytes()).isZero();
    }

    @Test
    void aFileThatIsDamagedOrGoneIsALostResultAndNeverAWrongOne() throws Exception {
        keep(12);
        spilling.await(figures -> figures.spilledBytes() >= 6L * BYTES);
        for (Path file : files()) {
            if (file.toString().endsWith(".spill")) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length / 2] ^= 1;
                Files.write(file, bytes);
            }
        }
        assertThat(store.lookUp(run(0))).isEmpty();
        assertThat(spilling.damaged().get(run(0)))
                .startsWith("result " + run(0) + " cannot be read from the disk: the block at ")
                .contains(folder.toString(), "is damaged: expected checksum ", ", found checksum ");
        EncodedResult encoded = store.lookUpEncoded(run(1)).orElseThrow();
        assertThatThrownBy(() -> encoded.writeTo(new ByteArrayOutputStream())).isInstanceOf(IOException.class);
        assertThat(spilling.damaged()).containsKey(run(1));

        for (Path file : files()) {
            Files.deleteIfExists(file.toString().endsWith(".spill") ? file : folder.resolve("nothing"));
        }
        StoredResult input = store.pin(run(2));
        assertThatThrownBy(() -> input.readBy(OWN.await())).isInstanceOf(DamagedResultException.class);
        store.unpin(input);
    }

    @Test
    void aDiskThatIsFullLeavesResultsInMemoryAndIsUsedAgainWhenItHasRoom() throws Exception {
        spilling.close();
        open(1 << 20);
        keep(25);
        MemoryState full = spilling.await(figures -> !figures.spillProblem().isEmpty());
        assertThat(full.spillProblem()).contains("of result ", "may have 1.0 MiB; raise worker.spill.size-max");
        assertThat(full.isPaused()).isTrue();
        assertThat(full.inMemoryBytes() + full.spilledBytes()).isEqualTo(store.heldBytes());
        for (int i = 0; i < 6; i++) {
            store.drop(run(i));
        }
        long later = new SystemClock().nanoTime() + 60_000_000_000L;
        // Told again and again: of two that are written at once the second may fail after the time has passed.
        spilling.await(figures -> {
            memory.tell(new TimePassed(later, 0));
            return figures.spilledBytes() > full.spilledBytes() - 6 * OWN_BYTES;
        });
        MemoryState again =
                spilling.await(figures -> !figures.spillProblem().isEmpty() && figures.diskBytes() > 9L * BYTES);
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
