package io.quern.dataframe.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.task.Reservation;
import io.quern.dataframe.LimitedMemory;
import io.quern.dataframe.parquet.source.ByteSource;
import io.quern.dataframe.parquet.source.LocalByteSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a scan takes is reserved before it is taken, and given back however it ends.
class ScanMemoryTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
    void aFileIsReadWithWhatItTakesAndRefusedByNameWithLess(long seed) throws IOException {
        RandomGenerator random = new Random(seed);
        Map<String, RandomShape> columns = RandomRoundTripTest.columns(random);
        List<List<Object>> rows = RandomRoundTripTest.rows(random, columns, 20_000);
        Path file = folder.resolve(seed + ".parquet");
        RandomRoundTripTest.write(random, columns, rows, file, CompressionCodecName.ZSTD, random.nextBoolean());
        long needed = usedMax(file, Long.MAX_VALUE);
        for (RowGroup group : ParquetFooter.read(file).rowGroups()) {
            assertThat(needed).isGreaterThan(group.compressedBytes());
        }

        assertThat(usedMax(file, needed)).isEqualTo(needed);
        for (long limit : new long[] {needed - 1, needed / 2, needed / 10, 1, 0}) {
            if (limit < needed) {
                assertThatThrownBy(() -> usedMax(file, limit))
                        .isInstanceOfSatisfying(
                                QuernException.class,
                                refused -> assertThat(refused.code()).isEqualTo(ErrorCode.RESOURCES))
                        .hasMessageStartingWith(file + ": ")
                        .hasMessageContaining("there is no memory: ")
                        .hasMessageEndingWith(" are more than " + limit);
            }
        }
    }

    /// Reads the whole file, batch by batch; nothing is reserved afterwards.
    private static long usedMax(Path file, long limitBytes) {
        LimitedMemory memory = new LimitedMemory(limitBytes);
        Reservation scan = new Reservation(memory, "scan");
        try {
            ParquetFooter footer = ParquetFooter.read(file, scan);
            long footerBytes = scan.usedBytes();
            long max = footerBytes;
            for (RowGroup group : footer.rowGroups()) {
                try (RowGroupReader reader = RowGroupReader.open(file, footer, group.index(), footer.schema(), scan)) {
                    while (reader.hasNext()) {
                        reader.next();
                        max = Math.max(max, scan.usedBytes());
                    }
                } finally {
                    assertThat(scan.usedBytes()).as("of what is closed").isEqualTo(footerBytes);
                }
            }
            return max;
        } finally {
            scan.close();
            assertThat(memory.reservedBytes()).isZero();
        }
    }

    @Test
    void chunksAreReservedBeforeTheyAreRead() throws IOException {
        Path file = texts(50_000);
        LimitedMemory memory = new LimitedMemory(Long.MAX_VALUE);
        ParquetFooter footer = ParquetFooter.read(file);
        try (LocalByteSource source = LocalByteSource.open(file);
                Reservation scan = new Reservation(memory, "scan");
                RowGroupReader reader = RowGroupReader.open(
                        new WatchedSource(source, memory), footer, 0, footer.schema(), ReadOptions.DEFAULT, scan)) {
            assertThat(reader.hasNext()).isTrue();
        }
        assertThat(memory.reservedMax())
                .isGreaterThan(footer.rowGroups().getFirst().compressedBytes());
        assertThat(memory.reservedBytes()).isZero();
    }

    @Test
    void aRunWaitsForTheLargestRowGroupAndIsToldWhichCannotBeHad() throws IOException {
        Path file = texts(50_000);
        ParquetFooter footer = ParquetFooter.read(file);
        long compressed = footer.rowGroups().getFirst().compressedBytes();
        LimitedMemory memory = new LimitedMemory(Long.MAX_VALUE);
        try (Reservation scan = new Reservation(memory, "scan")) {
            RowGroupReader.admit(footer, 0, 1, footer.schema(), scan);
        }
        assertThat(memory.admitted()).hasSize(1);
        assertThat(memory.admitted().getFirst()).isBetween(compressed, 2 * compressed + (64 << 20));

        LimitedMemory small = new LimitedMemory(compressed);
        Reservation refused = new Reservation(small, "scan");
        assertThatThrownBy(() -> RowGroupReader.admit(footer, 0, 1, footer.schema(), refused))
                .hasMessageStartingWith(file + ": row group 0, there is no memory: ");
        assertThat(small.reservedBytes()).isZero();
    }

    /// The JDK reads into a buffer outside of the heap, which nothing limits and nothing but the process's size
    /// shows.
    @Test
    @EnabledOnOs(OS.LINUX)
    void readingTakesNoNativeMemoryOfTheSizeOfTheFile() throws Exception {
        Path file = texts(1_000_000);
        byte[] bytes = new byte[(int) file.toFile().length()];
        assertThat(bytes.length).isGreaterThan(80 << 20);
        Arrays.fill(bytes, (byte) 1);
        CompletableFuture<Long> grown = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> {
            try (LocalByteSource source = LocalByteSource.open(file)) {
                long before = residentBytes();
                source.read(0, bytes, 0, bytes.length);
                grown.complete(residentBytes() - before);
            } catch (IOException | RuntimeException e) {
                grown.completeExceptionally(e);
            }
        });
        assertThat(grown.get()).isLessThan(bytes.length / 2);
    }

    private static long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .sum();
    }

    /// One row group of texts of about 100 bytes that do not shrink.
    private Path texts(int rows) throws IOException {
        Path file = folder.resolve("texts.parquet");
        try (DuckDbFiles duck = new DuckDbFiles()) {
            duck.execute("COPY (SELECT md5(i::VARCHAR) || md5((i * 7)::VARCHAR) || md5((i * 13)::VARCHAR) AS t FROM"
                    + " range(" + rows + ") r(i)) TO '" + file
                    + "' (FORMAT parquet, COMPRESSION uncompressed, ROW_GROUP_SIZE 1000000)");
        } catch (SQLException e) {
            throw new IOException(e);
        }
        return file;
    }

    /// Reads only what is reserved.
    private static final class WatchedSource implements ByteSource {
        private final ByteSource source;
        private final LimitedMemory memory;
        private long read;

        private WatchedSource(ByteSource source, LimitedMemory memory) {
            this.source = source;
            this.memory = memory;
        }

        @Override
        public String name() {
            return source.name();
        }

        @Override
        public long sizeBytes() throws IOException {
            return source.sizeBytes();
        }

        @Override
        public void read(long position, byte[] target, int offset, int length) throws IOException {
            read += length;
            assertThat(memory.reservedBytes()).isGreaterThanOrEqualTo(read);
            source.read(position, target, offset, length);
        }

        @Override
        public void close() throws IOException {
            source.close();
        }
    }
}
