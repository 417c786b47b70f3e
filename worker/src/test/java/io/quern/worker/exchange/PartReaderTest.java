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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PartReaderTest {
    private static final JobId JOB = new JobId(1, 2);
    private static final int PARTS = 4;

    private final LocalTransport transport = new LocalTransport();
    private final Shelf here = new Shelf();
    private final Exchanges exchanges = new Exchanges(here, transport);

    @AfterEach
    void close() {
        transport.close();
    }

    @Test
    void thePartsOfOneTaskComeInTheOrderOfTheOutputsFromHereAndFromPeers() throws InterruptedException {
        Shelf there = new Shelf();
        String address = transport.serve("local://there", there);
        List<ResultLocation> outputs = new ArrayList<>();
        for (int output = 0; output < 30; output++) {
            (output % 3 == 0 ? here : there).put(output);
            outputs.add(location(output, 1 << 20, address));
        }
        PartStream parts = open(2, outputs);

        assertThat(parts.size()).isEqualTo(30);
        for (int output = 0; output < 30; output++) {
            assertThat(parts.next()).isEqualTo("part 2 of " + output);
        }
        assertThatThrownBy(parts::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void onlyAFewAreFetchedAheadOfTheReader() throws InterruptedException {
        // Each of its own: what the first reader fetches ahead may be asked for while the second one reads.
        Shelf withSmall = new Shelf();
        Shelf withLarge = new Shelf();
        String small = transport.serve("local://small", withSmall);
        String large = transport.serve("local://large", withLarge);
        List<ResultLocation> smallOnes = new ArrayList<>();
        List<ResultLocation> largeOnes = new ArrayList<>();
        for (int output = 0; output < 100; output++) {
            withSmall.put(output);
            withLarge.put(output);
            smallOnes.add(location(output, 10, small));
            largeOnes.add(location(output, 64L << 20, large));
        }

        open(0, smallOnes).next();
        assertThat(withSmall.asked).hasSizeLessThanOrEqualTo(8);
        // A part is about 16 MiB of them.
        open(0, largeOnes).next();
        assertThat(withLarge.asked).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void theNextHolderIsTriedAndWhereNoneHasItTheInputIsNamed() throws InterruptedException {
        Shelf empty = new Shelf();
        Shelf full = new Shelf();
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

    private PartStream open(int partition, List<ResultLocation> outputs) {
        RunId reader = new RunId(new TaskKey(JOB, 1, partition), 1);
        return exchanges.open(reader, PARTS, Map.of(0, outputs)).get(0);
    }

    private static ResultLocation location(int output, long sizeBytes, String address) {
        return new ResultLocation(run(output), sizeBytes, List.of(new Holder(new WorkerId(9), address)));
    }

    private static RunId run(int output) {
        return new RunId(new TaskKey(JOB, 0, output), 1);
    }

    /// Results of one worker, and which of them were asked for.
    private static final class Shelf implements ResultProvider {
        private final Map<RunId, HeldResult> results = new ConcurrentHashMap<>();
        private final ConcurrentLinkedQueue<RunId> asked = new ConcurrentLinkedQueue<>();

        void put(int output) {
            List<String> parts = new ArrayList<>();
            for (int part = 0; part < PARTS; part++) {
                parts.add("part " + part + " of " + output);
            }
            results.put(run(output), new HeldResult(new Parts(parts), 10));
        }

        @Override
        public Optional<HeldResult> lookUp(RunId result) {
            asked.add(result);
            return Optional.ofNullable(results.get(result));
        }
    }
}
