package io.quern.scheduler.recovery.journal;

import io.quern.scheduler.recovery.JournalRecord;
import io.quern.scheduler.recovery.JournalRecordCodec;
import io.quern.scheduler.recovery.storage.JournalException;
import io.quern.scheduler.recovery.storage.JournalStorage;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Writes logs and checkpoints, on the caller's thread; blocks on the disk. [Journal] runs it on a thread of its
/// own; a simulation calls it as it likes.
///
/// After a failure to write or to force it refuses everything: what the log's end looks like is unknown then, and
/// forcing it again could succeed without the bytes that were dropped. The next opening finds out. Failing to
/// write a checkpoint is no such failure: the logs are all there, and so it is given up and may be tried again.
public final class JournalWriter {
    /// What the files of a journal amount to without a checkpoint before one is worth its writing, in segments.
    private static final int SEGMENTS_KEPT = 4;
    /// Logs, however small: each restart begins one.
    private static final int LOGS_KEPT = 64;

    /// Where the writing begins.
    ///
    /// @param index number of the first log to write
    /// @param sequence of the first record
    /// @param logBytes what there is in logs since the checkpoint
    /// @param checkpointBytes of the newest checkpoint
    /// @param logs since the checkpoint
    record Start(long index, long sequence, long logBytes, long checkpointBytes, int logs) {}

    private final JournalStorage storage;
    private final UUID cluster;
    private final long epoch;
    private final long segmentBytes;
    private final RandomGenerator random;

    private FrameWriter log;
    private long nextSequence;
    /// In logs that are sealed, since the checkpoint.
    private long sealedBytes;
    private long checkpointBytes;
    private int logs;
    private @Nullable CheckpointWriter checkpoint;
    private @Nullable JournalException failure;

    /// Begins a log, and with it takes the epoch.
    JournalWriter(
            JournalStorage storage, UUID cluster, long epoch, long segmentBytes, RandomGenerator random, Start start)
            throws IOException {
        this.storage = storage;
        this.cluster = cluster;
        this.epoch = epoch;
        this.segmentBytes = segmentBytes;
        this.random = random;
        this.nextSequence = start.sequence();
        this.sealedBytes = start.logBytes();
        this.checkpointBytes = start.checkpointBytes();
        this.logs = start.logs();
        this.log = begin(start.index());
    }

    public long epoch() {
        return epoch;
    }

    public UUID cluster() {
        return cluster;
    }

    /// Sequence of the next record; all before are durable.
    public long nextSequence() {
        return nextSequence;
    }

    /// Whether so much has been written since the last checkpoint that another one would pay.
    public boolean isCheckpointDue() {
        long bytes = sealedBytes + log.sizeBytes();
        return checkpoint == null
                && (bytes >= Math.max(SEGMENTS_KEPT * segmentBytes, checkpointBytes) || logs > LOGS_KEPT);
    }

    /// Writes records as one batch and makes them durable.
    ///
    /// @throws JournalException where that failed, now or ever before
    /// @throws io.quern.core.wire.ProtocolException where a record is too large to be one; this is a failure too
    public void append(List<JournalRecord> batch) {
        checkUsable();
        try {
            if (!log.isEmpty() && log.sizeBytes() >= segmentBytes) {
                rotate();
            }
            int place = 0;
            for (JournalRecord each : batch) {
                log.record(JournalRecordCodec.type(each), nextSequence + place, place, JournalRecordCodec.encode(each));
                place++;
            }
            log.force();
            nextSequence += place;
        } catch (IOException e) {
            throw failed(e);
        } catch (RuntimeException e) {
            failure = new JournalException("the journal's last batch could not be encoded: " + e.getMessage(), e);
            throw e;
        }
    }

    /// Begins a checkpoint: a file of records that make the state in which all records so far would end, in place
    /// of them.
    ///
    /// @param live those records; read later, in [#continueCheckpoint]
    /// @throws IllegalStateException where one is under way
    public void beginCheckpoint(Iterator<JournalRecord> live) {
        checkUsable();
        if (checkpoint != null) {
            throw new IllegalStateException("a checkpoint of the journal in " + storage.folder() + " is under way");
        }
        try {
            rotate();
        } catch (IOException e) {
            throw failed(e);
        }
        FileHeader header = header(JournalFile.Kind.CHECKPOINT, log.header().index());
        checkpoint = new CheckpointWriter(storage, header, live, sealedBytes, logs - 1);
    }

    /// Writes a part of the checkpoint that is under way, of some MiB, so that appending need not wait for all of
    /// it.
    ///
    /// @return whether there is more to write
    /// @throws JournalException where it could not be written: it is given up, and appending goes on
    public boolean continueCheckpoint() {
        CheckpointWriter current = checkpoint;
        if (current == null) {
            return false;
        }
        checkpoint = null;
        if (current.writeSome()) {
            checkpoint = current;
            return true;
        }
        checkpointBytes = current.sizeBytes();
        sealedBytes -= current.replacedBytes();
        logs -= current.replacedLogs();
        current.deleteReplaced();
        return false;
    }

    /// Ends the log, unless the journal has failed. Without it the next opening takes the end of the log for that
    /// of a crash.
    ///
    /// @throws JournalException where the end could not be written; all that was durable still is
    public void close() {
        JournalException former = failure;
        failure = new JournalException("the journal in " + storage.folder() + " is closed");
        try (FrameWriter ending = log) {
            if (checkpoint != null) {
                checkpoint.discard();
            }
            if (former == null) {
                ending.seal(nextSequence);
                ending.force();
            }
        } catch (IOException e) {
            if (former == null) {
                throw JournalDamage.unwritable(storage, log.header().file().name(), e);
            }
            former.addSuppressed(e);
        }
    }

    private void rotate() throws IOException {
        log.seal(nextSequence);
        log.force();
        log.close();
        sealedBytes += log.sizeBytes();
        log = begin(log.header().index() + 1);
    }

    private FrameWriter begin(long index) throws IOException {
        FileHeader header = header(JournalFile.Kind.LOG, index);
        FrameWriter begun = new FrameWriter(storage.create(header.file().name()), header);
        try {
            begun.force();
            storage.force();
        } catch (IOException e) {
            try (begun) {
                throw e;
            }
        }
        logs++;
        return begun;
    }

    private FileHeader header(JournalFile.Kind kind, long index) {
        return new FileHeader(kind, cluster, epoch, index, nextSequence, random.nextLong());
    }

    private void checkUsable() {
        if (failure != null) {
            throw failure;
        }
    }

    private JournalException failed(IOException cause) {
        JournalException thrown =
                JournalDamage.unwritable(storage, log.header().file().name(), cause);
        failure = thrown;
        return thrown;
    }
}
