package io.quern.scheduler.recovery.journal;

import io.quern.core.runtime.Clock;
import io.quern.scheduler.recovery.JournalRecord;
import io.quern.scheduler.recovery.storage.JournalException;
import io.quern.scheduler.recovery.storage.JournalStorage;
import java.io.IOException;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A journal between being found and being written: [#of], then [#replay] once, then [#start] or [#writer] once.
/// Used by one thread.
///
/// A crash at any point of an opening leaves a journal that opens the same way.
public final class JournalOpening {
    private final JournalStorage storage;
    private final long segmentBytes;
    private final RandomGenerator random;
    private final JournalFiles files;
    private final UUID cluster;
    private final long epoch;
    private @Nullable JournalWriter writer;

    private JournalOpening(
            JournalStorage storage, long segmentBytes, RandomGenerator random, JournalFiles files, long epochMin) {
        this.storage = storage;
        this.segmentBytes = segmentBytes;
        this.random = random;
        this.files = files;
        long epochMax = 0;
        for (FileHeader header : files.headers()) {
            epochMax = Math.max(epochMax, header.epoch());
        }
        // A log without a header may have had an epoch, too.
        this.epoch = Math.max(epochMin, epochMax + (files.isUnborn() ? 2 : 1));
        this.cluster = files.isNew()
                ? new UUID(random.nextLong(), random.nextLong())
                : files.headers().getFirst().cluster();
    }

    /// Looks at a folder; an empty one is a new journal.
    ///
    /// @param storage of which the journal is the only user; stays the caller's to close, after the journal
    /// @param segmentBytes size at which a log is ended and another begun; a batch may exceed it
    /// @param random for the cluster's identity and for salts; one that users cannot foretell, unless they are
    ///     tests
    /// @param epochMin an epoch that is at least this; usually the time of day, so that it is larger than that of
    ///     schedulers without a journal
    /// @throws JournalException where a file is missing or damaged: names it and the remedy
    public static JournalOpening of(JournalStorage storage, long segmentBytes, RandomGenerator random, long epochMin) {
        try {
            return new JournalOpening(storage, segmentBytes, random, JournalFiles.scan(storage), epochMin);
        } catch (IOException e) {
            throw JournalDamage.unreadable(storage, e);
        }
    }

    /// The epoch that this opening takes: larger than that of any opening before which got as far as [#replay].
    public long epoch() {
        return epoch;
    }

    /// Identity of the journal, drawn when it was new.
    public UUID cluster() {
        return cluster;
    }

    /// Gives each record, in order, to `apply`; cuts what a crash left half written at the end; and takes the
    /// epoch, durably.
    ///
    /// @throws JournalException where a record that was safe is damaged: names file, offset, expected and found
    ///     checksum; some records may have been applied before
    public ReplayReport replay(Consumer<JournalRecord> apply) {
        if (writer != null) {
            throw new IllegalStateException("the journal in " + storage.folder() + " was replayed before");
        }
        try {
            JournalReplay replay = new JournalReplay(storage, files, epoch, apply);
            ReplayReport report = replay.run();
            for (String name : files.needless()) {
                storage.delete(name);
            }
            writer = new JournalWriter(storage, cluster, epoch, segmentBytes, random, replay.nextLog());
            return report;
        } catch (IOException e) {
            throw JournalDamage.unreadable(storage, e);
        }
    }

    /// Goes on with the journal on a thread of its own.
    ///
    /// @param listener told, on that thread, what became of what was appended
    public Journal start(Clock clock, JournalListener listener) {
        return new Journal(writer(), clock, listener);
    }

    /// Goes on with the journal on the caller's thread: for simulations.
    public JournalWriter writer() {
        if (writer == null) {
            throw new IllegalStateException("the journal in " + storage.folder() + " must be replayed first");
        }
        return writer;
    }
}
