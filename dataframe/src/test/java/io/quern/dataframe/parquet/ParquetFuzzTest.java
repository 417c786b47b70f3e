package io.quern.dataframe.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.quern.core.error.QuernException;
import io.quern.core.task.Reservation;
import io.quern.dataframe.LimitedMemory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Files with some bytes changed: they are read, or refused by a [QuernException] that names the file; nothing
/// else is thrown, nothing hangs, and no more memory is taken than a small file can be worth. More of it:
/// `-Dparquet.mutations=NUMBER` a file,
/// other ones: `-Dseed=SEED`.
class ParquetFuzzTest {
    private static final Path CORPUS =
            Path.of(System.getProperty("quern.root", "..") + "/dataframe/src/test/resources/parquet-testing/data");
    private static final long SMALL_FILE_BYTES = 5000;
    private static final int MUTATIONS = Integer.getInteger("parquet.mutations", 300);
    private static final long SEED = Long.getLong("seed", 20261123L);
    private static final long MEMORY_BYTES = 128 << 20;
    private static final long ALLOCATED_BYTES_MAX = 1L << 30;

    /// Batches that are looked at: a footer may say that there are very many rows of nothing but null, and it may
    /// be true.
    private static final int BATCHES_MAX = 200;

    @TempDir
    private Path folder;

    static List<Path> files() throws IOException {
        try (var listing = Files.list(CORPUS)) {
            return listing.filter(file -> file.toString().endsWith(".parquet"))
                    .filter(file -> file.toFile().length() < SMALL_FILE_BYTES)
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    @Timeout(600)
    void mutatedFileIsReadOrRefusedCleanly(Path file) throws IOException {
        mutate(file);
    }

    /// No codec and no checksum stands between the changed bytes and the decoders.
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19})
    @Timeout(600)
    void mutatedFileOfRandomColumnsIsReadOrRefusedCleanly(long seed) throws IOException {
        RandomGenerator random = new Random(seed);
        Map<String, RandomShape> columns = RandomRoundTripTest.columns(random);
        List<List<Object>> rows = RandomRoundTripTest.rows(random, columns, 300);
        Path file = folder.resolve("random" + seed + ".parquet");
        RandomRoundTripTest.write(random, columns, rows, file, CompressionCodecName.UNCOMPRESSED, false);
        mutate(file);
    }

    private void mutate(Path file) throws IOException {
        byte[] original = Files.readAllBytes(file);
        RandomGenerator random = new Random(SEED + file.getFileName().hashCode());
        Path mutated = folder.resolve("mutated.parquet");
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] bytes = mutate(original, random);
            Files.write(mutated, bytes);
            check(mutated, file + ", mutation " + i + " of -Dseed=" + SEED);
        }
    }

    private static byte[] mutate(byte[] original, RandomGenerator random) {
        byte[] bytes = original.clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(bytes.length);
            bytes[at] = switch (random.nextInt(3)) {
                case 0 -> (byte) random.nextInt(256);
                case 1 -> (byte) (bytes[at] ^ (1 << random.nextInt(8)));
                default -> (byte) 0xFF;
            };
        }
        return bytes;
    }

    private static void check(Path file, String what) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        LimitedMemory memory = new LimitedMemory(MEMORY_BYTES);
        try (Reservation scan = new Reservation(memory, "scan")) {
            read(file, scan);
        } catch (QuernException e) {
            assertThat(e).as(what).hasMessageStartingWith(file.toString());
        } catch (RuntimeException | Error e) {
            throw new AssertionError(what, e);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).as(what).isLessThan(ALLOCATED_BYTES_MAX);
        assertThat(memory.reservedBytes()).as(what).isZero();
    }

    private static void read(Path file, Reservation scan) {
        ParquetFooter footer = ParquetFooter.read(file, scan);
        int batches = 0;
        for (RowGroup group : footer.rowGroups()) {
            for (String column : footer.schema().names()) {
                group.statistics(column);
            }
            try (RowGroupReader reader = RowGroupReader.open(file, footer, group.index(), footer.schema(), scan)) {
                while (reader.hasNext() && batches++ < BATCHES_MAX) {
                    reader.next();
                }
            }
        }
    }
}
