package io.quern.scheduler.recovery.journal;

import io.quern.scheduler.recovery.JournalRecord;
import io.quern.scheduler.recovery.JournalRecordCodec;
import io.quern.scheduler.recovery.storage.JournalException;
import io.quern.scheduler.recovery.storage.JournalStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// Writes one checkpoint piece by piece, and then deletes what it stands for. Until it is whole, durable and has
/// its name, it is of no value, and everything that it stands for is there.
final class CheckpointWriter {
    private static final long PIECE_BYTES = 8L * 1024 * 1024;

    private final JournalStorage storage;
    private final FileHeader header;
    private final Iterator<JournalRecord> live;
    private final long replacedBytes;
    private final int replacedLogs;
    private @Nullable DraftFile draft;
    private @Nullable FrameWriter frames;
    private long sequence = 1;

    /// @param header of the checkpoint; its index is that of the first log to read after it
    /// @param replacedBytes of the logs that it stands for
    /// @param replacedLogs how many these are
    CheckpointWriter(
            JournalStorage storage,
            FileHeader header,
            Iterator<JournalRecord> live,
            long replacedBytes,
            int replacedLogs) {
        this.storage = storage;
        this.header = header;
        this.live = live;
        this.replacedBytes = replacedBytes;
        this.replacedLogs = replacedLogs;
    }

    long replacedBytes() {
        return replacedBytes;
    }

    int replacedLogs() {
        return replacedLogs;
    }

    long sizeBytes() {
        return frames == null ? 0 : frames.sizeBytes();
    }

    /// Writes one piece.
    ///
    /// @return whether there is more; if not, the checkpoint is in force
    /// @throws JournalException where it could not be written; it is discarded then
    boolean writeSome() {
        try {
            return piece();
        } catch (IOException e) {
            try {
                discard();
            } catch (IOException another) {
                e.addSuppressed(another);
            }
            throw new JournalException(
                    "the checkpoint " + storage.place(header.file().name()) + " could not be written: "
                            + JournalException.describe(e)
                            + "; the journal goes on and grows until one is written: make room in " + storage.folder(),
                    e);
        }
    }

    private boolean piece() throws IOException {
        FrameWriter out = frames;
        if (out == null || draft == null) {
            draft = new DraftFile(storage, header.file().name());
            out = new FrameWriter(draft.output(), header);
            frames = out;
        }
        long end = out.sizeBytes() + PIECE_BYTES;
        while (live.hasNext() && out.sizeBytes() < end) {
            JournalRecord next = live.next();
            ByteBuffer payload = JournalRecordCodec.encode(next);
            out.record(JournalRecordCodec.type(next), sequence++, 0, payload);
        }
        if (live.hasNext()) {
            out.force();
            return true;
        }
        out.seal(sequence);
        out.force();
        draft.publish();
        return false;
    }

    /// Deletes the logs and checkpoints that this one stands for.
    ///
    /// @throws JournalException where that failed; they are of no harm and are deleted by the next checkpoint or
    ///     opening
    void deleteReplaced() {
        try {
            for (String name : storage.names()) {
                if (JournalFile.parse(name).filter(this::isReplaced).isPresent()) {
                    storage.delete(name);
                }
            }
        } catch (IOException e) {
            throw new JournalException(
                    "files in " + storage.folder() + " that the checkpoint "
                            + header.file().name() + " replaces could not be deleted: " + JournalException.describe(e)
                            + "; the next checkpoint tries again",
                    e);
        }
    }

    private boolean isReplaced(JournalFile file) {
        return file.index() < header.index();
    }

    /// Gives the checkpoint up. What cannot be deleted now is deleted by the next opening.
    void discard() throws IOException {
        if (draft != null) {
            draft.discard();
        }
    }
}
