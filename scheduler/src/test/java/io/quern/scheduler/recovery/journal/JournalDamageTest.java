package io.quern.scheduler.recovery.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.scheduler.recovery.JournalRecord;
import io.quern.scheduler.recovery.RecordSamples;
import io.quern.scheduler.recovery.storage.FaultyStorage;
import io.quern.scheduler.recovery.storage.JournalException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A journal of a checkpoint, two sealed logs and one that a kill left open, in every way a little damaged.
class JournalDamageTest {
    private static final String CHECKPOINT = "checkpoint-0000000002.journal";
    private static final String LOG = "log-0000000002.journal";
    private static final String NEXT_LOG = "log-0000000003.journal";
    private static final String LAST_LOG = "log-0000000004.journal";

    private static final int LAST_BATCH = 3;

    private final Random random = new Random(Long.getLong("seed", 5));
    private final List<JournalRecord> records = new ArrayList<>();
    private final FaultyStorage sound = new FaultyStorage();
    private int lastBatchStart;

    @BeforeEach
    void write() {
        JournalOpening opening = JournalOpening.of(sound, 700, random, 1);
        opening.replay(_ -> {});
        JournalWriter writer = opening.writer();
        append(writer, 3);
        writer.beginCheckpoint(List.copyOf(records).iterator());
        while (writer.continueCheckpoint()) {
            // It takes one piece.
        }
        while (!sound.hasFile(LAST_LOG)) {
            append(writer, 1);
        }
        append(writer, 1);
        lastBatchStart = sound.contents(LAST_LOG).length;
        append(writer, LAST_BATCH);
    }

    @Test
    void theJournalHasTheFilesThatTheseTestsDamage() {
        assertThat(sound.fileNames()).containsExactly(CHECKPOINT, LOG, NEXT_LOG, LAST_LOG);
        assertThat(replay(sound.copy()).records.equals(records)).isTrue();
    }

    @Test
    void aLogCutAtAnyByteOfItsLastBatchGivesItsWholeRecordsAndKeepsTheRest() {
        byte[] log = sound.contents(LAST_LOG);
        for (int end = lastBatchStart; end < log.length; end++) {
            FaultyStorage storage = sound.copy();
            storage.put(LAST_LOG, Arrays.copyOf(log, end));
            Outcome outcome = replay(storage);
            int whole = outcome.records.size();
            assertThat(outcome.records.equals(records.subList(0, whole))).isTrue();
            assertThat(whole).isBetween(records.size() - LAST_BATCH, records.size() - 1);
            TornTail tail = outcome.report.tornTail();
            if (tail == null) {
                continue;
            }
            assertThat(tail.file()).isEqualTo("/memory/" + LAST_LOG);
            assertThat(tail.offset() + tail.bytes()).isEqualTo(end);
            assertThat(tail.toString()).contains("were not written to their end (", "kept in " + tail.keptIn());
            assertThat(storage.contents(tail.keptIn().substring("/memory/".length())))
                    .isEqualTo(Arrays.copyOfRange(log, (int) tail.offset(), end));
            Outcome again = replay(storage);
            assertThat(again.records.equals(outcome.records)).isTrue();
            assertThat(again.report.tornTail()).isNull();
        }
    }

    @Test
    void aFlippedBitInAnyByteIsRefusedOrPartOfTheTail() {
        int tails = 0;
        for (String name : sound.fileNames()) {
            byte[] bytes = sound.contents(name);
            for (int at = 0; at < bytes.length; at++) {
                byte[] flipped = bytes.clone();
                flipped[at] ^= (byte) (1 << random.nextInt(8));
                FaultyStorage storage = sound.copy();
                storage.put(name, flipped);
                boolean mayBeTorn = name.equals(LAST_LOG) && at >= lastBatchStart;
                try {
                    Outcome outcome = replay(storage);
                    assertThat(mayBeTorn)
                            .as("byte %d of %s must be found", at, name)
                            .isTrue();
                    assertThat(outcome.report.tornTail()).isNotNull();
                    int whole = outcome.records.size();
                    assertThat(outcome.records.equals(records.subList(0, whole)))
                            .isTrue();
                    assertThat(whole).isGreaterThanOrEqualTo(records.size() - LAST_BATCH);
                    tails++;
                } catch (JournalException refused) {
                    assertThat(refused).hasMessageContaining(name);
                    assertThat(mayBeTorn)
                            .as("byte %d of %s is in the last batch: %s", at, name, refused)
                            .isFalse();
                }
            }
        }
        assertThat(tails).isEqualTo(sound.contents(LAST_LOG).length - lastBatchStart);
    }

    @Test
    void aDamagedRecordNamesFileOffsetChecksumsAndRemedy() {
        byte[] log = sound.contents(LOG);
        log[FileHeader.BYTES + RecordFrame.BYTES + 3] ^= 1;
        sound.put(LOG, log);
        assertThatThrownBy(() -> replay(sound))
                .isInstanceOf(JournalException.class)
                .hasMessageMatching("the journal cannot be read: /memory/" + LOG + ", at byte 68: record 4 has the"
                        + " checksum [0-9a-f]{8}, expected [0-9a-f]{8}; jobs would be lost by going on without it:"
                        + " restore the file from a copy, or move the folder /memory away to start without the jobs"
                        + " it holds");
    }

    @Test
    void missingFilesAreNamed() {
        FaultyStorage withoutMiddle = sound.copy();
        withoutMiddle.remove(NEXT_LOG);
        assertThatThrownBy(() -> replay(withoutMiddle))
                .hasMessageContaining("/memory/" + NEXT_LOG + " is missing, and " + LAST_LOG + " is there");
        FaultyStorage withoutLogs = sound.copy();
        List.of(LOG, NEXT_LOG, LAST_LOG).forEach(withoutLogs::remove);
        assertThatThrownBy(() -> replay(withoutLogs))
                .hasMessageContaining("/memory/" + LOG + " is missing, and " + CHECKPOINT + " is there");
        FaultyStorage withoutCheckpoint = sound.copy();
        withoutCheckpoint.remove(CHECKPOINT);
        assertThatThrownBy(() -> replay(withoutCheckpoint))
                .hasMessageContaining("/memory/log-0000000001.journal is missing");
    }

    @Test
    void filesThatChangedPlacesOrComeFromElsewhereAreRefused() {
        FaultyStorage swapped = sound.copy();
        swapped.put(NEXT_LOG, sound.contents(LOG));
        assertThatThrownBy(() -> replay(swapped)).hasMessageContaining("it was written as " + LOG);
        FaultyStorage other = new FaultyStorage();
        JournalOpening.of(other, 700, random, 1).replay(_ -> {});
        for (int i = 0; i < 3; i++) {
            JournalOpening.of(other, 700, random, 1).replay(_ -> {});
        }
        FaultyStorage mixed = sound.copy();
        mixed.put(LAST_LOG, other.contents(LAST_LOG));
        assertThatThrownBy(() -> replay(mixed))
                .hasMessageContaining(LAST_LOG + ", at byte 0: it belongs to the cluster");
        FaultyStorage foreign = sound.copy();
        foreign.put(LOG, "#!/bin/sh\n".repeat(20).getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> replay(foreign)).hasMessageContaining("it does not begin as a file of a journal does");
    }

    @Test
    void bytesBehindASealAreRefused() {
        byte[] log = sound.contents(NEXT_LOG);
        sound.put(NEXT_LOG, Arrays.copyOf(log, log.length + 5));
        assertThatThrownBy(() -> replay(sound)).hasMessageContaining("5 bytes stand behind the seal of the file");
    }

    @Test
    void aPayloadThatLooksLikeARecordOfALaterBatchDoesNotMakeATailADamage() {
        byte[] log = sound.contents(LAST_LOG);
        // What a user could send: the bytes of another log, whose salt is another.
        byte[] foreign = sound.contents(NEXT_LOG);
        byte[] torn = Arrays.copyOf(log, log.length + foreign.length);
        System.arraycopy(foreign, 0, torn, log.length, foreign.length);
        FaultyStorage storage = sound.copy();
        storage.put(LAST_LOG, torn);
        Outcome outcome = replay(storage);
        assertThat(outcome.records.equals(records)).isTrue();
        assertThat(outcome.report.tornTail().bytes()).isEqualTo(foreign.length);
    }

    @Test
    void whatACrashLeavesOfANewLogIsDropped() {
        for (int length : new int[] {0, 1, FileHeader.BYTES - 1, FileHeader.BYTES}) {
            FaultyStorage storage = sound.copy();
            storage.put("log-0000000005.journal", new byte[length]);
            storage.put("checkpoint-0000000005.journal.tmp", new byte[100]);
            Outcome outcome = replay(storage);
            assertThat(outcome.records.equals(records)).isTrue();
            assertThat(storage.fileNames()).doesNotContain("checkpoint-0000000005.journal.tmp");
            assertThat(outcome.epoch).isEqualTo(3);
        }
    }

    private void append(JournalWriter writer, int count) {
        List<JournalRecord> batch = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batch.add(new RecordSamples(random).submitted(10));
        }
        writer.append(batch);
        records.addAll(batch);
    }

    private record Outcome(List<JournalRecord> records, ReplayReport report, long epoch) {}

    private Outcome replay(FaultyStorage storage) {
        List<JournalRecord> found = new ArrayList<>();
        JournalOpening opening = JournalOpening.of(storage, 700, random, 1);
        ReplayReport report = opening.replay(found::add);
        return new Outcome(found, report, opening.epoch());
    }
}
