package io.quern.scheduler.recovery.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.graph.JobSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.StageSpec;
import io.quern.core.key.JobId;
import io.quern.core.runtime.SystemClock;
import io.quern.core.wire.Protocol;
import io.quern.scheduler.recovery.JournalRecord;
import io.quern.scheduler.recovery.JournalRecord.JobReleased;
import io.quern.scheduler.recovery.storage.FaultyStorage;
import io.quern.scheduler.recovery.storage.JournalException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JournalTest {
    private final FaultyStorage storage = new FaultyStorage();
    private final RecordedJournalEvents events = new RecordedJournalEvents();

    @Test
    void whatIsAppendedBecomesDurableAndIsReplayed() throws InterruptedException {
        Journal journal = open();
        assertThat(journal.append(released(1))).isEqualTo(1);
        assertThat(journal.append(released(2))).isEqualTo(2);
        events.awaitDurable(2);
        journal.close();
        assertThat(replayed()).containsExactly(released(1), released(2));
        assertThat(events.failures()).isEmpty();
    }

    @Test
    void whatWaitsWhenTheJournalIsClosedIsWritten() {
        Journal journal = open();
        for (int i = 0; i < 10_000; i++) {
            journal.append(released(i));
        }
        journal.close();
        assertThat(replayed()).hasSize(10_000);
        assertThatThrownBy(() -> journal.append(released(1)))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("the journal is closed");
    }

    @Test
    void recordsThatWaitShareAForce() throws InterruptedException {
        Journal journal = open();
        events.holdAtNextEvent();
        journal.append(released(1));
        events.awaitHeld();
        int before = storage.forces();
        for (int i = 2; i <= 5_000; i++) {
            journal.append(released(i));
        }
        events.letGo();
        events.awaitDurable(5_000);
        assertThat(storage.forces() - before).isEqualTo(1);
        journal.close();
    }

    @Test
    void thereIsNoRoomWhileTooMuchWaitsAndRoomAgainLater() throws InterruptedException {
        Journal journal = open();
        JournalRecord large = submitted(Protocol.CONTROL_BYTES_MAX - 1_000);
        events.holdAtNextEvent();
        journal.append(released(1));
        events.awaitHeld();
        long last = 0;
        int taken = 0;
        while (journal.hasRoom()) {
            last = journal.append(large);
            taken++;
        }
        assertThat(taken).as("four are a little less than the bound").isEqualTo(5);
        events.letGo();
        events.awaitDurable(last);
        assertThat(journal.hasRoom()).isTrue();
        journal.close();
    }

    @Test
    void aDiskThatNeverAnswersFailsTheJournalBeforeMemoryRunsOut() throws InterruptedException {
        Journal journal = open();
        JournalRecord large = submitted(Protocol.CONTROL_BYTES_MAX - 1_000);
        events.holdAtNextEvent();
        journal.append(released(1));
        events.awaitHeld();
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 20; i++) {
                        journal.append(large);
                    }
                })
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("bytes behind")
                .hasMessageContaining("start the scheduler anew");
        assertThat(journal.failure()).isPresent();
        events.letGo();
        journal.close();
        assertThat(replayed()).containsExactly(released(1));
    }

    @Test
    void aFailedForceIsToldOnceAndNothingIsDurableAfterIt() throws InterruptedException {
        Journal journal = open();
        journal.append(released(1));
        events.awaitDurable(1);
        storage.failOneForceAfter(0);
        journal.append(released(2));
        JournalException told = events.awaitFailure();
        assertThat(told)
                .hasMessageContaining("the journal cannot be written: /memory/log-0000000001.journal: IOException"
                        + " Input/output error")
                .hasMessageContaining("start the scheduler anew");
        int forces = storage.forces();
        assertThatThrownBy(() -> journal.append(released(3))).isSameAs(told);
        assertThatThrownBy(() -> journal.checkpoint(List.<JournalRecord>of().iterator()))
                .isSameAs(told);
        assertThat(journal.hasRoom()).isFalse();
        journal.close();
        assertThat(storage.forces()).as("no force is tried again").isEqualTo(forces);
        assertThat(events.durable()).isEqualTo(1);
        assertThat(events.failures()).hasSize(1);
    }

    @Test
    void whatAFailedForceDroppedIsNotTakenForDurableByTheNextOpening() throws InterruptedException {
        Journal journal = open();
        journal.append(released(1));
        events.awaitDurable(1);
        storage.failOneForceAfter(0);
        journal.append(released(2));
        events.awaitFailure();
        journal.close();
        // The system still shows the record, which the disk never got.
        assertThat(replayed()).containsExactly(released(1), released(2));
        List<JournalRecord> afterPowerCut = new ArrayList<>();
        JournalOpening.of(storage.afterPowerCut(new Random(1)), 1_000, new Random(1), 1)
                .replay(afterPowerCut::add);
        assertThat(afterPowerCut).containsExactly(released(1), released(2));
    }

    @Test
    void aFullDiskIsToldAndWhatWasDurableStays() throws InterruptedException {
        Journal journal = open();
        journal.append(released(1));
        events.awaitDurable(1);
        storage.fillUpAfter(10_000);
        journal.append(submitted(100_000));
        assertThat(events.awaitFailure())
                .hasMessageContaining("No space left on device (0 MiB free)")
                .hasMessageContaining("make room in /memory");
        journal.close();
        storage.fillUpAfter(Long.MAX_VALUE);
        assertThat(replayed()).containsExactly(released(1));
    }

    @Test
    void aCheckpointStandsForAllBeforeItAndTheJournalShrinks() throws InterruptedException {
        Journal journal = open();
        JournalRecord live = submitted(100);
        journal.append(live);
        while (!journal.isCheckpointDue()) {
            events.awaitDurable(journal.append(released(1)));
        }
        long before = storage.sizeBytes();
        journal.checkpoint(List.of(live).iterator());
        journal.append(released(2));
        events.awaitCheckpoints(1);
        assertThat(journal.isCheckpointDue()).isFalse();
        journal.close();
        assertThat(storage.sizeBytes()).isLessThan(before / 2);
        assertThat(replayed()).containsExactly(live, released(2));
    }

    @Test
    void appendingGoesOnWhileALargeCheckpointIsWritten() throws InterruptedException {
        Journal journal = open();
        JournalRecord large = submitted(9 * 1024 * 1024);
        events.awaitDurable(journal.append(large));
        journal.checkpoint(List.of(large, large, large, large).iterator());
        assertThatThrownBy(() -> journal.checkpoint(List.<JournalRecord>of().iterator()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a checkpoint is under way");
        events.holdAtNextEvent();
        journal.append(released(1));
        events.awaitHeld();
        assertThat(events.checkpoints()).isZero();
        events.letGo();
        events.awaitCheckpoints(1);
        journal.close();
    }

    @Test
    void aCheckpointThatCannotBeWrittenIsGivenUpAndAppendingGoesOn() throws InterruptedException {
        Journal journal = open();
        events.awaitDurable(journal.append(released(1)));
        storage.fillUpAfter(50_000);
        journal.checkpoint(List.of(submitted(100_000)).iterator());
        assertThat(events.awaitCheckpointFailure())
                .hasMessageContaining("the checkpoint /memory/checkpoint-0000000002.journal could not be written")
                .hasMessageContaining("the journal goes on");
        storage.fillUpAfter(50_000);
        events.awaitDurable(journal.append(released(2)));
        journal.checkpoint(List.of(released(3)).iterator());
        events.awaitCheckpoints(1);
        journal.close();
        assertThat(replayed()).containsExactly(released(3));
    }

    @Test
    void liveRecordsThatCannotBeHadFailTheJournal() throws InterruptedException {
        Journal journal = open();
        events.awaitDurable(journal.append(released(1)));
        journal.checkpoint(new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public JournalRecord next() {
                throw new IllegalStateException("changed meanwhile");
            }
        });
        assertThat(events.awaitFailure())
                .hasMessageContaining("stops at a defect")
                .hasMessageContaining("changed meanwhile");
        journal.close();
        assertThat(replayed()).containsExactly(released(1));
    }

    @Test
    void recordsThatAreTooLargeFailTheJournal() throws InterruptedException {
        Journal journal = open();
        journal.append(submitted(Protocol.RECORD_BYTES_MAX));
        assertThat(events.awaitFailure()).hasMessageContaining("larger than the limit");
        journal.close();
        assertThat(replayed()).isEmpty();
    }

    private Journal open() {
        JournalOpening opening = JournalOpening.of(storage, 10_000, new Random(1), 1);
        opening.replay(_ -> {});
        return opening.start(new SystemClock(), events);
    }

    private List<JournalRecord> replayed() {
        List<JournalRecord> records = new ArrayList<>();
        JournalOpening.of(storage, 10_000, new Random(2), 1).replay(records::add);
        return records;
    }

    private static JournalRecord released(int number) {
        return new JobReleased(new JobId(7, number));
    }

    private static JournalRecord submitted(int functionBytes) {
        StageSpec stage = new StageSpec(0, "read", 1, true, List.of(), Payload.of(new byte[functionBytes]), List.of());
        return new JournalRecord.JobSubmitted(
                new JobId(1, 2), new JobSpec(new JobId(3, 4), "large", List.of(stage), List.of(0)));
    }
}
