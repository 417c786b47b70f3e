package io.quern.worker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.QuernException;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.task.Parts;
import io.quern.core.transport.EncodedResult;
import io.quern.core.transport.HeldResult;
import io.quern.worker.code.CodeUse;
import io.quern.worker.code.JobCodes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Results in parts, each larger than all that may stay in memory.
@Timeout(60)
class SpilledPartsTest {
    private static final long HEAP_BYTES = 1_000_000;
    private static final CodeUse OWN =
            JobCodes.ofThisProcess(SpilledPartsTest.class.getClassLoader()).use(run(0).task());

    @TempDir
    private Path folder;

    private SpillingStore spilling;
    private ResultStore store;

    @BeforeEach
    void open() {
        spilling = new SpillingStore(folder, HEAP_BYTES, 1L << 30);
        store = spilling.store();
    }

    @AfterEach
    void close() {
        spilling.close();
    }

    @Test
    void onePartIsReadAndTheRestOfTheFileIsNotTouched() throws Exception {
        Parts parts = noise(16, 100_000);
        spill(0, parts);
        Path file = spilling.spillFiles().getFirst();
        byte[] good = Files.readAllBytes(file);
        for (int part = 0; part < parts.size(); part++) {
            // Everything but the head and this part: whoever read any of it would see that it is damaged.
            int at = find((byte[]) parts.get(part), good);
            byte[] rest = new byte[good.length];
            int head = headBytes();
            System.arraycopy(good, 0, rest, 0, head);
            int from = at - 100;
            int to = Math.min(at + 100_100, good.length);
            System.arraycopy(good, from, rest, from, to - from);
            Files.write(file, rest);

            HeldResult read = store.lookUpPart(run(0), part).orElseThrow();
            assertThat(read.value()).isEqualTo(parts.get(part));
            assertThat(read.sizeBytes()).isEqualTo(OWN.await().codecs().sizeBytes(parts.get(part)));
            assertThat(sentPart(0, part)).isEqualTo(parts.get(part));
            assertThat(spilling.damaged()).isEmpty();
        }
        assertThat(spilling.memory().figures().liveBytes())
                .as("nothing was brought back")
                .isZero();
        Files.write(file, good);
        assertThat(values(store.lookUp(run(0)).orElseThrow().value())).isEqualTo(values(parts));
    }

    @Test
    void randomPartsComeBackFromMemoryAndDiskAndAsTheyAreSent() throws Exception {
        SplittableRandom random = new SplittableRandom(8);
        for (int result = 0; result < 50; result++) {
            List<Object> values = new ArrayList<>();
            int parts = 1 + random.nextInt(20);
            for (int part = 0; part < parts; part++) {
                values.add(value(random, part == 0 ? 600_000 : 1 << random.nextInt(20)));
            }
            Parts whole = new Parts(values);
            store.keep(run(result), new HeldResult(whole, OWN.await().codecs().sizeBytes(whole)), OWN);
            checkParts(result, whole);
            spilling.await(figures -> figures.inMemoryBytes() == 0);
            checkParts(result, whole);
            for (int part = 0; part < parts; part++) {
                assertThat(sentPart(result, part)).isEqualTo(whole.get(part));
            }
            assertThat(store.find(run(result)).orElseThrow().isOnDiskAlone()).isTrue();
            assertThat(values(store.lookUp(run(result)).orElseThrow().value())).isEqualTo(values(whole));
            store.drop(run(result));
        }
        assertThat(spilling.damaged()).isEmpty();
        spilling.await(figures -> figures.diskBytes() == 0);
        assertThat(spilling.spillFiles()).isEmpty();
    }

    private @Nullable Object sentPart(int result, int part) throws Exception {
        return sent(store.lookUpEncodedPart(run(result), part).orElseThrow());
    }

    private void checkParts(int result, Parts whole) {
        for (int part = 0; part < whole.size(); part++) {
            assertThat(store.lookUpPart(run(result), part).orElseThrow().value())
                    .isEqualTo(whole.get(part));
        }
    }

    /// Text that is compressed, bytes that are not, and next to nothing.
    private static Object value(SplittableRandom random, int bytes) {
        return switch (random.nextInt(3)) {
            case 0 -> "x".repeat(bytes);
            case 1 -> {
                byte[] noise = new byte[bytes];
                random.nextBytes(noise);
                yield noise;
            }
            default -> bytes < 600_000 ? List.of() : "y".repeat(bytes);
        };
    }

    @Test
    void aDamagedPartIsNoticedByItsReadersAloneAndTheWholeResultIsLost() throws Exception {
        Parts parts = noise(8, 100_000);
        spill(0, parts);
        Path file = spilling.spillFiles().getFirst();
        int at = find((byte[]) parts.get(5), Files.readAllBytes(file));
        flip(file, at + 50_000);

        for (int part : new int[] {0, 4, 6, 7}) {
            assertThat(store.lookUpPart(run(0), part).orElseThrow().value()).isEqualTo(parts.get(part));
            assertThat(sentPart(0, part)).isEqualTo(parts.get(part));
        }
        assertThat(spilling.damaged()).isEmpty();
        EncodedResult encoded = store.lookUpEncodedPart(run(0), 5).orElseThrow();
        assertThatThrownBy(() -> encoded.writeTo(new ByteArrayOutputStream())).isInstanceOf(IOException.class);
        assertThat(spilling.damaged().remove(run(0)))
                .startsWith("result " + run(0) + " cannot be read from the disk: the block at ")
                .contains(file.toString(), "(result " + run(0) + ")", "is damaged: expected checksum ");
        assertThat(store.lookUpPart(run(0), 5)).isEmpty();
        assertThat(spilling.damaged().remove(run(0))).contains(file.toString());
        flip(file, at + 50_000);
        assertThat(store.lookUpPart(run(0), 5).orElseThrow().value()).isEqualTo(parts.get(5));

        // Cut off within the last part.
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) Files.size(file) - 1));
        assertThat(store.lookUpPart(run(0), 6).orElseThrow().value()).isEqualTo(parts.get(6));
        assertThat(store.lookUpPart(run(0), 7)).isEmpty();
        assertThat(spilling.damaged()).containsKey(run(0));
        Files.delete(file);
        assertThat(store.lookUpPart(run(0), 0)).isEmpty();
    }

    @Test
    void aPartThatIsNotThereIsRefusedWithTheNumberThatThereIs() throws Exception {
        spill(0, noise(8, 100_000));
        spill(1, new byte[700_000]);
        for (int part : new int[] {-7, 8, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> store.lookUpPart(run(0), part))
                    .isInstanceOf(QuernException.class)
                    .hasMessage("part " + part + " is wanted of a result that is 8 parts");
            EncodedResult encoded = store.lookUpEncodedPart(run(0), part).orElseThrow();
            assertThatThrownBy(() -> encoded.writeTo(new ByteArrayOutputStream()))
                    .isInstanceOf(QuernException.class)
                    .hasMessage("part " + part + " is wanted of a result that is 8 parts");
        }
        assertThatThrownBy(() -> store.lookUpPart(run(1), 0))
                .isInstanceOf(QuernException.class)
                .hasMessage("part 0 is wanted of a result that is not in parts");
        assertThat(store.lookUpPart(run(2), 0)).isEmpty();
        assertThat(store.lookUpEncodedPart(run(2), 0)).isEmpty();
        assertThat(spilling.damaged()).isEmpty();
    }

    @Test
    void whatIsBroughtBackWhileItIsSentIsSentFromTheDiskAllTheSame() throws Exception {
        spill(0, noise(8, 20_000), 5_000_000);
        EncodedResult whole = store.lookUpEncoded(run(0)).orElseThrow();
        EncodedResult part = store.lookUpEncodedPart(run(0), 3).orElseThrow();
        Parts loaded = (Parts)
                Objects.requireNonNull(store.lookUp(run(0)).orElseThrow().value());

        assertThat(values(sent(whole))).isEqualTo(values(loaded));
        assertThat(sent(part)).isEqualTo(loaded.get(3));
        assertThat(spilling.damaged()).isEmpty();
    }

    private void spill(int result, Object value) throws InterruptedException {
        spill(result, value, OWN.await().codecs().sizeBytes(value));
    }

    private void spill(int result, Object value, long sizeBytes) {
        store.keep(run(result), new HeldResult(value, sizeBytes), OWN);
        spilling.await(figures -> figures.inMemoryBytes() == 0 && figures.spilledBytes() > 0);
    }

    private static Parts noise(int parts, int bytes) {
        SplittableRandom random = new SplittableRandom(parts);
        List<byte[]> values = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            byte[] value = new byte[bytes];
            random.nextBytes(value);
            values.add(value);
        }
        return new Parts(values);
    }

    /// Which are compared to the last byte.
    private static Object[] values(@Nullable Object parts) {
        return ((Parts) Objects.requireNonNull(parts)).values().toArray();
    }

    private static @Nullable Object sent(EncodedResult encoded) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        encoded.writeTo(out);
        ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());
        @Nullable Object value = OWN.await().codecs().decode(in);
        assertThat(in.available()).isZero();
        return value;
    }

    /// Where noise begins, which is stored as it is.
    private static int find(byte[] noise, byte[] file) {
        byte[] first = Arrays.copyOf(noise, 16);
        for (int i = 0; i + 16 <= file.length; i++) {
            if (Arrays.equals(first, 0, 16, file, i, i + 16)) {
                return i;
            }
        }
        throw new AssertionError("the part is not in the file");
    }

    private static void flip(Path file, long at) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            int value = bytes.read();
            bytes.seek(at);
            bytes.write(value ^ 1);
        }
    }

    private static int headBytes() {
        return 28 + ("result " + run(0)).getBytes(StandardCharsets.UTF_8).length;
    }

    private static RunId run(int partition) {
        return new RunId(new TaskKey(new JobId(1, 2), 0, partition), 1);
    }
}
