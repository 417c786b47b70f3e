package io.quern.scheduler.recovery.journal;

import io.quern.scheduler.recovery.storage.JournalStorage;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Ends a log that its scheduler could not end.
///
/// The log is written anew rather than mended in place: then it is there as a whole or as it was, whenever the
/// repair is interrupted. It also means that its bytes are truly written: after a force that failed, the system
/// may show bytes that the disk never got, and forcing them again would do nothing.
final class LogRepair {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final JournalStorage storage;
    private final FileHeader header;
    private final long epoch;

    LogRepair(JournalStorage storage, FileHeader header, long epoch) {
        this.storage = storage;
        this.header = header;
        this.epoch = epoch;
    }

    /// Moves what stands from `offset` on to another file, and seals the log there.
    TornTail cut(long offset, long sizeBytes, String problem, long sequence) throws IOException {
        String name = header.file().name();
        String keptIn = name + ".torn-" + epoch;
        try (DraftFile kept = new DraftFile(storage, keptIn)) {
            copy(name, offset, sizeBytes, kept.output());
            kept.publish();
        }
        seal(offset, sequence);
        return new TornTail(storage.place(name), offset, sizeBytes - offset, problem, storage.place(keptIn));
    }

    /// Seals the log at `end`.
    void seal(long end, long sequence) throws IOException {
        String name = header.file().name();
        ByteBuffer seal = ByteBuffer.allocate(RecordFrame.BYTES);
        RecordFrame.seal(sequence).put(seal, header.salt());
        try (DraftFile whole = new DraftFile(storage, name)) {
            copy(name, 0, end, whole.output());
            whole.output().write(seal.flip());
            whole.publish();
        }
    }

    private void copy(String name, long from, long to, JournalStorage.Output target) throws IOException {
        try (JournalStorage.Input source = storage.open(name)) {
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
            for (long at = from; at < to; at += buffer.limit()) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), to - at));
                source.read(at, buffer);
                target.write(buffer.flip());
            }
        }
    }
}
