package io.quern.scheduler;

import io.quern.core.runtime.Clock;
import io.quern.scheduler.recovery.JournalRecord;
import io.quern.scheduler.recovery.journal.Journal;
import io.quern.scheduler.recovery.journal.JournalListener;
import io.quern.scheduler.recovery.journal.JournalOpening;
import io.quern.scheduler.recovery.journal.ReplayReport;
import io.quern.scheduler.recovery.journal.TornTail;
import io.quern.scheduler.recovery.storage.FolderStorage;
import io.quern.scheduler.recovery.storage.JournalException;
import io.quern.scheduler.recovery.storage.JournalStorage;
import io.quern.scheduler.settings.JournalSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The journal of one scheduler in its folder, which no other scheduler has meanwhile. Opened by whoever makes the
/// scheduler, which uses it on its event loop and closes it.
public final class SchedulerJournal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SchedulerJournal.class);

    private final JournalStorage storage;
    private final JournalOpening opening;
    private final Duration gatherFor;
    private final Clock clock;
    private @Nullable Journal journal;

    private SchedulerJournal(JournalStorage storage, JournalOpening opening, Duration gatherFor, Clock clock) {
        this.storage = storage;
        this.opening = opening;
        this.gatherFor = gatherFor;
        this.clock = clock;
    }

    /// Takes the folder and looks at what is there.
    ///
    /// @param random one that nobody can foretell
    /// @throws JournalException where another scheduler has the folder, others may read it, it cannot be used, a
    ///     file is missing or damaged, or another version wrote it: names it and the remedy
    public static SchedulerJournal open(JournalSettings settings, Clock clock, RandomGenerator random) {
        return open(FolderStorage.open(settings.folder(), clock), settings, clock, random);
    }

    /// @param storage closed with the journal
    static SchedulerJournal open(
            JournalStorage storage, JournalSettings settings, Clock clock, RandomGenerator random) {
        try {
            JournalOpening opening = JournalOpening.of(storage, settings.segmentBytes(), random, clock.wallMillis());
            return new SchedulerJournal(storage, opening, settings.gatherFor(), clock);
        } catch (RuntimeException e) {
            release(storage);
            throw e;
        }
    }

    /// Number of the scheduler that has it now; larger than that of any before.
    public long epoch() {
        return opening.epoch();
    }

    /// How long workers may offer results before tasks are given out.
    Duration gatherFor() {
        return gatherFor;
    }

    /// Gives all records to a scheduler, and makes ready for more.
    ///
    /// @param listener told on the journal's thread what became of those that are appended
    /// @throws JournalException where a record that was safe is damaged
    void replay(Consumer<JournalRecord> apply, JournalListener listener) {
        long beganNanos = clock.nanoTime();
        ReplayReport report = opening.replay(apply);
        TornTail torn = report.tornTail();
        if (torn != null) {
            LOG.warn("journal: {}", torn);
        }
        LOG.info(
                "journal in {}: {} records, {} bytes, read in {} ms",
                storage.folder(),
                report.records(),
                report.bytes(),
                (clock.nanoTime() - beganNanos) / 1_000_000);
        journal = opening.start(clock, listener);
    }

    long append(JournalRecord what) {
        return open().append(what);
    }

    boolean hasRoom() {
        return open().hasRoom();
    }

    /// Replaces all records by those that are live, where that pays.
    void checkpointIfDue(Supplier<Iterator<JournalRecord>> live) {
        if (open().isCheckpointDue()) {
            open().checkpoint(live.get());
        }
    }

    private Journal open() {
        if (journal == null) {
            throw new IllegalStateException("the journal in " + storage.folder() + " was not replayed");
        }
        return journal;
    }

    /// Writes what waits and lets the folder go.
    @Override
    public void close() {
        try {
            if (journal != null) {
                journal.close();
            }
        } catch (JournalException e) {
            LOG.warn("the end of the journal could not be written: {}", e.getMessage());
        } finally {
            release(storage);
        }
    }

    private static void release(JournalStorage storage) {
        try {
            storage.close();
        } catch (IOException e) {
            LOG.warn("cannot let go of the folder {}: {}", storage.folder(), e.toString());
        }
    }
}
