package io.quern.scheduler.recovery.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.scheduler.recovery.JournalRecord;
import io.quern.scheduler.recovery.storage.FaultyStorage;
import io.quern.scheduler.recovery.storage.JournalException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Several lives of a scheduler over one disk. Each ends at a random step: in the opening, in a batch, in a
/// rotation, in any part of a checkpoint; by a kill, or by a power cut that leaves any pages of what was not
/// forced. What the next life finds is a state that the one before was in, no older than what it had called
/// durable.
class JournalSimTest {
    private static final int SEEDS = Integer.getInteger("seeds", 600);

    private int cuts;
    private int checkpoints;
    private int interruptedCheckpoints;
    private int tornTails;

    @Test
    void eachLifeBeginsWithAStateThatTheLastOneWasInAndNoneThatWasDurableIsLost() {
        long first = Long.getLong("seed", 1);
        for (long seed = first; seed < first + SEEDS; seed++) {
            try {
                new Lives(seed).run();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("-Dseed=" + seed + " -Dseeds=1", e);
            }
        }
        // Otherwise the faults are not where they should be.
        assertThat(cuts).isGreaterThan(SEEDS);
        assertThat(checkpoints).isGreaterThan(SEEDS / 2);
        assertThat(interruptedCheckpoints).isGreaterThan(SEEDS / 20);
        assertThat(tornTails).isGreaterThan(SEEDS / 5);
    }

    private final class Lives {
        private final Random random;
        private FaultyStorage storage = new FaultyStorage();
        /// States that the disk may hold, by number of records; earlier ones are no longer possible.
        private List<List<JournalRecord>> states = new ArrayList<>(List.of(List.of()));
        private int durable;
        private long lastEpoch;

        Lives(long seed) {
            random = new Random(seed);
        }

        void run() {
            for (int life = 0; life < 6; life++) {
                storage.failAfter(random.nextInt(life == 0 ? 60 : 120));
                try {
                    live();
                    storage = storage.afterPowerCut(random);
                } catch (JournalException _) {
                    cuts++;
                    storage = random.nextInt(3) == 0 ? storage.afterKill() : storage.afterPowerCut(random);
                }
            }
            JobLedger ledger = new JobLedger();
            open(ledger).close();
        }

        private void live() {
            JobLedger ledger = new JobLedger();
            JournalWriter writer = open(ledger);
            boolean isCheckpointing = false;
            try {
                for (int turn = random.nextInt(40); turn > 0; turn--) {
                    append(writer, ledger);
                    if (isCheckpointing) {
                        isCheckpointing = writer.continueCheckpoint();
                        checkpoints += isCheckpointing ? 0 : 1;
                    } else if (random.nextInt(4) == 0) {
                        isCheckpointing = true;
                        writer.beginCheckpoint(ledger.live().iterator());
                    }
                }
                if (random.nextBoolean()) {
                    writer.close();
                    storage.failAfter(Long.MAX_VALUE);
                }
            } catch (JournalException e) {
                interruptedCheckpoints += isCheckpointing ? 1 : 0;
                throw e;
            }
        }

        private void append(JournalWriter writer, JobLedger ledger) {
            List<JournalRecord> batch = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                JournalRecord record = ledger.next(random, random.nextInt(10) == 0 ? 2_000 : 60);
                ledger.apply(record);
                states.add(ledger.live());
                batch.add(record);
            }
            writer.append(batch);
            durable = states.size() - 1;
        }

        private JournalWriter open(JobLedger ledger) {
            long epochMin = random.nextInt(4) == 0 ? random.nextInt(20) : 0;
            JournalOpening opening = JournalOpening.of(storage, 400 + random.nextInt(600), random, epochMin);
            ReplayReport report = opening.replay(ledger::apply);
            int found = states.lastIndexOf(ledger.live());
            assertThat(found)
                    .as("the state found is one of those that are possible")
                    .isGreaterThanOrEqualTo(durable);
            tornTails += report.tornTail() == null ? 0 : 1;
            assertThat(opening.epoch()).isGreaterThan(lastEpoch);
            lastEpoch = opening.epoch();
            states = new ArrayList<>(List.of(ledger.live()));
            durable = 0;
            return opening.writer();
        }
    }
}
