package io.quern.scheduler.recovery.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.quern.scheduler.recovery.RecordSamples;
import io.quern.scheduler.recovery.storage.FaultyStorage;
import io.quern.scheduler.recovery.storage.JournalException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Whatever stands in a folder, opening it ends with a journal or with the declared exception, and takes no
/// memory that the size of the files does not justify.
class JournalReadingFuzzTest {
    private static final int ROUNDS = 6_000;
    private static final long ALLOCATED_BYTES_MAX = 4L * 1024 * 1024;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private int opened;
    private int refused;

    @Test
    void randomFilesAreRefused() {
        Random random = new Random(seed());
        for (int i = 0; i < ROUNDS; i++) {
            FaultyStorage storage = new FaultyStorage();
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            storage.put(random.nextBoolean() ? "log-0000000001.journal" : "checkpoint-0000000001.journal", bytes);
            open(storage, random);
        }
        assertThat(refused).isGreaterThan(ROUNDS / 2);
    }

    @Test
    void filesWithASoundHeaderAndSoundRecordsAmongRandomBytesAreOpenedOrRefused() {
        Random random = new Random(seed());
        for (int i = 0; i < ROUNDS; i++) {
            FaultyStorage storage = new FaultyStorage();
            FileHeader header =
                    new FileHeader(JournalFile.Kind.LOG, new UUID(1, 2), random.nextInt(9), 1, 1, random.nextLong());
            ByteBuffer bytes = ByteBuffer.allocate(4_096).put(header.encode());
            for (int part = random.nextInt(5); part > 0; part--) {
                switch (random.nextInt(3)) {
                    case 0 -> randomBytes(bytes, random);
                    case 1 -> soundFrame(random).put(bytes, header.salt());
                    default -> {
                        soundFrame(random).put(bytes, header.salt());
                        randomBytes(bytes, random);
                    }
                }
            }
            storage.put(header.file().name(), Arrays.copyOf(bytes.array(), bytes.position()));
            open(storage, random);
        }
        assertThat(opened).isGreaterThan(ROUNDS / 10);
        assertThat(refused).isGreaterThan(ROUNDS / 10);
    }

    @Test
    void damagedJournalsAreOpenedOrRefused() {
        Random random = new Random(seed());
        FaultyStorage sound = new FaultyStorage();
        JournalOpening opening = JournalOpening.of(sound, 500, random, 1);
        opening.replay(_ -> {});
        for (int i = 0; i < 6; i++) {
            opening.writer().append(List.of(new RecordSamples(random).submitted(80)));
        }
        List<String> names = sound.fileNames();
        for (int i = 0; i < ROUNDS; i++) {
            FaultyStorage storage = sound.copy();
            String name = names.get(random.nextInt(names.size()));
            byte[] bytes = sound.contents(name);
            byte[] damaged = random.nextBoolean() ? bytes : Arrays.copyOf(bytes, random.nextInt(bytes.length + 40));
            for (int flips = random.nextInt(4); flips > 0 && damaged.length > 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            storage.put(name, damaged);
            open(storage, random);
        }
        assertThat(opened).isGreaterThan(ROUNDS / 20);
        assertThat(refused).isGreaterThan(ROUNDS / 4);
    }

    /// A header that its writer could have written, of a record that is not there.
    private static RecordFrame soundFrame(Random random) {
        int length = random.nextInt(3) == 0 ? random.nextInt() >>> 1 : random.nextInt(64);
        int type = random.nextInt(256);
        return new RecordFrame(length, random.nextInt(3), 1 + random.nextInt(4), type, random.nextInt(2));
    }

    private static void randomBytes(ByteBuffer bytes, Random random) {
        byte[] some = new byte[random.nextInt(200)];
        random.nextBytes(some);
        bytes.put(some);
    }

    private void open(FaultyStorage storage, Random random) {
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            JournalOpening.of(storage, 500, random, 1).replay(_ -> {});
            opened++;
        } catch (JournalException expected) {
            assertThat(expected).hasMessageStartingWith("the journal cannot be read: ");
            refused++;
        } catch (RuntimeException | Error other) {
            throw new AssertionError("seed " + seed(), other);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(ALLOCATED_BYTES_MAX);
    }

    private static long seed() {
        return Long.getLong("seed", 11);
    }
}
