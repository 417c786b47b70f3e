package io.quern.worker.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.key.WorkerId;
import io.quern.core.message.Holder;
import io.quern.core.message.ResultLocation;
import io.quern.core.task.PartStream;
import io.quern.core.task.Parts;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.ResultProvider;
import io.quern.core.transport.local.LocalTransport;
import io.quern.worker.code.CodeUse;
import io.quern.worker.code.JobCodes;
import io.quern.worker.memory.RunMemory;
import io.quern.worker.store.SpillingStore;
import io.quern.worker.transfer.FailingTransport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A reader whose worker has 10 MB, of which 6 MB hold results before any is spilled, and 8 MB before anything waits.
@Timeout(60)
class PartReaderTest {
    private static final JobId JOB = new JobId(1, 2);
    private static final int PARTS = 4;
    private static final long HEAP_BYTES = 10_000_000;
    private static final CodeUse OWN =
            JobCodes.ofThisProcess(PartReaderTest.class.getClassLoader()).use(run(0).task());

    @TempDir
    private Path folder;

    private final LocalTransport transport = new LocalTransport();
    private SpillingStore here;
    private RunMemory memory;
    private Exchanges exchanges;

    @BeforeEach
    void open() {
        here = new SpillingStore(folder, HEAP_BYTES, 1L << 30);
        memory = here.memory().begin(reader(0), "merge");
        exchanges = new Exchanges(here.store(), transport, here.memory()::receiving);
    }

    @AfterEach
    void close() {
        memory.close();
        here.close();
        transport.close();
    }

    @Test
    void thePartsOfOneTaskComeInTheOrderOfTheOutputsFromItsOwnFirstOneOn() throws InterruptedException {
        Shelf there = new Shelf(10);
        String address = transport.serve("local://there", there);
        List<ResultLocation> outputs = new ArrayList<>();
        for (int output = 0; output < 30; output++) {
            if (output % 3 == 0) {
                here.store().keep(run(output), new HeldResult(Shelf.parts(output), 10), OWN);
            } else {
                there.put(output);
            }
            outputs.add(location(output, 1 << 20, address));
        }
        PartStream parts = open(2, outputs);

        assertThat(parts.size()).isEqualTo(30);
        for (int output = 0; output < 30; output++) {
            assertThat(parts.next()).isEqualTo("part 2 of " + (15 + output) % 30);
        }
        assertThatThrownBy(parts::next).isInstanceOf(NoSuchElementException.class);
        assertThat(there.asked).hasSize(20);
        assertThat(memory.reservedBytes()).isZero();
    }

    @Test
    void readersOfOneStageBeginAtOutputsOfTheirOwn() {
        assertThat(IntStream.range(0, 4).map(part -> PartStream.first(part, 4, 100)))
                .containsExactly(0, 25, 50, 75);
        assertThat(IntStream.range(0, 4).map(part -> PartStream.first(part, 4, 2)))
                .containsExactly(0, 0, 1, 1);
        assertThat(PartStream.first(99_999, 100_000, 99_999)).isEqualTo(99_998);
        assertThat(PartStream.first(3, 4, 0)).isZero();
    }

    @Test
    void onlyAFewAreFetchedAheadOfTheReader() throws InterruptedException {
        // Each of its own: what the first reader fetches ahead may be asked for while the second one reads.
        Shelf withSmall = new Shelf(10);
        Shelf withLarge = new Shelf(10);
        String small = transport.serve("local://small", withSmall);
        String large = transport.serve("local://large", withLarge);
        List<ResultLocation> smallOnes = new ArrayList<>();
        List<ResultLocation> largeOnes = new ArrayList<>();
        for (int output = 0; output < 100; output++) {
            withSmall.put(output);
            withLarge.put(output);
            smallOnes.add(location(output, 10, small));
            largeOnes.add(location(output, 16 << 20, large));
        }

        PartStream reader = open(0, smallOnes);
        assertThat(reader.next()).isEqualTo("part 0 of 0");
        assertThat(reader.next()).isEqualTo("part 0 of 1");
        assertThat(withSmall.asked).hasSizeLessThanOrEqualTo(9);
        reader.close();
        assertThat(memory.reservedBytes()).isZero();
        // A part is about 4 MiB of them, of which there is room for one and no second one.
        PartStream largeReader = open(0, largeOnes);
        assertThat(largeReader.next()).isEqualTo("part 0 of 0");
        assertThat(memory.reservedBytes()).isEqualTo(4 << 20);
        assertThat(largeReader.next()).isEqualTo("part 0 of 1");
        assertThat(withLarge.asked).hasSize(2);
        assertThat(memory.reservedBytes()).isEqualTo(4 << 20);
    }

    @Test
    void partsThatAreLargerThanTheirShareAreMeasuredByThoseBeforeThem() throws InterruptedException {
        Shelf there = new Shelf(1_000_000);
        String address = transport.serve("local://skewed", there);
        List<ResultLocation> outputs = new ArrayList<>();
        for (int output = 0; output < 40; output++) {
            there.put(output);
            outputs.add(location(output, 40_000, address));
        }

        PartStream parts = open(0, outputs);
        assertThat(parts.next()).isEqualTo("part 0 of 0");
        assertThat(there.asked).as("the first alone").hasSize(1);
        assertThat(memory.reservedBytes()).isEqualTo(1_000_000);
        for (int output = 1; output < 40; output++) {
            assertThat(parts.next()).isEqualTo("part 0 of " + output);
            // Half a share, 2 MB, is kept for the other slot.
            assertThat(memory.reservedBytes()).isLessThanOrEqualTo(6_000_000);
        }
        parts.close();
        parts.close();
        assertThat(memory.reservedBytes()).isZero();
    }

    @Test
    void theNextHolderIsTriedAndWhereNoneHasItTheInputIsNamed() throws InterruptedException {
        Shelf empty = new Shelf(10);
        Shelf full = new Shelf(10);
        full.put(0);
        Holder without = new Holder(new WorkerId(8), transport.serve("local://empty", empty));
        Holder with = new Holder(new WorkerId(9), transport.serve("local://full", full));
        ResultLocation both = new ResultLocation(run(0), 10, List.of(without, with));
        ResultLocation gone = new ResultLocation(run(1), 10, List.of(with, without));

        PartStream parts = open(0, List.of(both, gone));
        assertThat(parts.next()).isEqualTo("part 0 of 0");
        assertThatThrownBy(parts::next).isInstanceOfSatisfying(InputGoneException.class, lost -> {
            assertThat(lost.input()).isEqualTo(run(1));
            assertThat(lost.holder()).isEqualTo(without);
            assertThat(lost).hasMessageContaining("is not held");
        });
    }

    @Test
    void aHolderThatCannotBeAskedIsPassedOver() throws InterruptedException {
        Shelf full = new Shelf(10);
        full.put(0);
        full.put(1);
        Holder unasked = new Holder(new WorkerId(8), "local://unasked");
        Holder with = new Holder(new WorkerId(9), transport.serve("local://full", full));
        exchanges = new Exchanges(
                here.store(), new FailingTransport(transport, unasked.dataAddress()), here.memory()::receiving);

        PartStream parts = open(
                0,
                List.of(
                        new ResultLocation(run(0), 10, List.of(unasked, with)),
                        new ResultLocation(run(1), 10, List.of(unasked))));
        assertThat(parts.next()).isEqualTo("part 0 of 0");
        assertThatThrownBy(parts::next)
                .isInstanceOf(InputGoneException.class)
                .hasMessageContaining(FailingTransport.FAILURE);
    }

    @Test
    void partsOfResultsThatMemoryDoesNotTakeAreReadFromTheDiskOneByOne() throws InterruptedException {
        List<ResultLocation> outputs = new ArrayList<>();
        for (int output = 0; output < 5; output++) {
            outputs.add(location(output, 12_000_000, "local://nobody"));
            spill(output, 12_000_000);
        }
        assertThat(here.memory().figures().inMemoryBytes()).isZero();
        for (int part = 0; part < PARTS; part++) {
            try (PartStream parts = open(part, outputs)) {
                for (int output = 0; output < 5; output++) {
                    int read = (PartStream.first(part, PARTS, 5) + output) % 5;
                    byte[] expected = noise(read * PARTS + part, 3_000_000);
                    assertThat(parts.next()).isEqualTo(expected);
                    assertThat(memory.reservedBytes()).isBetween(3_000_000L, 3_000_100L);
                    assertThat(here.memory().figures().liveBytes()).isEqualTo(memory.reservedBytes());
                }
            }
            assertThat(memory.reservedBytes()).isZero();
        }
    }

    @Test
    void aPartThatIsDamagedOnTheDiskIsFetchedFromAnotherHolder() throws Exception {
        spill(0, 12_000_000);
        spill(1, 12_000_000);
        Shelf there = new Shelf(10);
        there.put(0);
        // The reader of part 2 begins with the second one.
        List<ResultLocation> outputs =
                List.of(location(1, 10, "local://nobody"), location(0, 10, transport.serve("local://there", there)));
        for (Path file : here.spillFiles()) {
            byte[] bytes = Files.readAllBytes(file);
            Arrays.fill(bytes, 7_000_000, 7_000_100, (byte) 0);
            Files.write(file, bytes);
        }

        PartStream parts = open(2, outputs);
        assertThat(parts.next()).isEqualTo("part 2 of 0");
        assertThat(here.damaged().get(run(0))).contains("is damaged: expected checksum");
        assertThatThrownBy(parts::next).isInstanceOf(InputGoneException.class);
        assertThat(here.damaged()).containsKey(run(1));
        parts.close();
        assertThat(memory.reservedBytes()).isZero();
    }

    private void spill(int output, long sizeBytes) {
        List<byte[]> parts = new ArrayList<>();
        for (int part = 0; part < PARTS; part++) {
            parts.add(noise(output * PARTS + part, (int) sizeBytes / PARTS));
        }
        here.store().keep(run(output), new HeldResult(new Parts(parts), sizeBytes), OWN);
        here.await(figures -> figures.inMemoryBytes() == 0);
    }

    private static byte[] noise(int seed, int bytes) {
        byte[] noise = new byte[bytes];
        new SplittableRandom(seed).nextBytes(noise);
        return noise;
    }

    private PartStream open(int partition, List<ResultLocation> outputs) {
        return exchanges
                .open(reader(partition), PARTS, Map.of(0, outputs), memory)
                .get(0);
    }

    private static RunId reader(int partition) {
        return new RunId(new TaskKey(JOB, 1, partition), 1);
    }

    private static ResultLocation location(int output, long sizeBytes, String address) {
        return new ResultLocation(run(output), sizeBytes, List.of(new Holder(new WorkerId(9), address)));
    }

    private static RunId run(int output) {
        return new RunId(new TaskKey(JOB, 0, output), 1);
    }

    /// Results of one peer, and which of them were asked for.
    private static final class Shelf implements ResultProvider {
        private final long partBytes;
        private final Map<RunId, HeldResult> results = new ConcurrentHashMap<>();
        private final ConcurrentLinkedQueue<RunId> asked = new ConcurrentLinkedQueue<>();

        /// @param partBytes what each part takes in memory
        Shelf(long partBytes) {
            this.partBytes = partBytes;
        }

        void put(int output) {
            results.put(run(output), new HeldResult(parts(output), PARTS * partBytes));
        }

        static Parts parts(int output) {
            List<String> parts = new ArrayList<>();
            for (int part = 0; part < PARTS; part++) {
                parts.add("part " + part + " of " + output);
            }
            return new Parts(parts);
        }

        @Override
        public Optional<HeldResult> lookUp(RunId result) {
            asked.add(result);
            return Optional.ofNullable(results.get(result));
        }
    }
}
