package io.quern.scheduler.recovery.journal;

import io.quern.core.wire.ProtocolException;
import io.quern.scheduler.recovery.JournalRecord;
import io.quern.scheduler.recovery.JournalRecordCodec;
import io.quern.scheduler.recovery.storage.JournalException;
import io.quern.scheduler.recovery.storage.JournalStorage;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads all files of a journal and ends the last log where its scheduler did not.
final class JournalReplay {
    private final JournalStorage storage;
    private final JournalFiles files;
    private final long epoch;
    private final Consumer<JournalRecord> apply;
    private long sequence = 1;
    private long records;
    private long logBytes;
    private long checkpointBytes;

    JournalReplay(JournalStorage storage, JournalFiles files, long epoch, Consumer<JournalRecord> apply) {
        this.storage = storage;
        this.files = files;
        this.epoch = epoch;
        this.apply = apply;
    }

    ReplayReport run() throws IOException {
        FileHeader checkpoint = files.checkpoint();
        if (checkpoint != null) {
            checkpointBytes = readCheckpoint(checkpoint);
            sequence = checkpoint.firstSequence();
        }
        TornTail tornTail = null;
        for (FileHeader log : files.logs()) {
            if (log.firstSequence() != sequence) {
                throw JournalDamage.of(
                        storage,
                        log.file().name(),
                        0,
                        "it begins with record " + log.firstSequence() + ", and " + sequence + " is the next");
            }
            tornTail = readLog(log, log.equals(files.logs().getLast()));
        }
        return new ReplayReport(files.isNew(), records, checkpointBytes + logBytes, tornTail);
    }

    /// Where the writing begins, after [#run].
    JournalWriter.Start nextLog() {
        long index = files.isNew() ? 1 : files.logs().getLast().index() + 1;
        return new JournalWriter.Start(
                index, sequence, logBytes, checkpointBytes, files.logs().size());
    }

    private long readCheckpoint(FileHeader header) throws IOException {
        String name = header.file().name();
        try (FrameReader reader = new FrameReader(storage.open(name), header, 1)) {
            return switch (read(name, reader)) {
                case Found.Seal _ -> reader.sizeBytes();
                case Found.Damage damage -> throw damaged(name, damage);
                case Found.End _, Found.Entry _ ->
                    throw JournalDamage.of(storage, name, reader.sizeBytes(), "the checkpoint has no end");
            };
        }
    }

    private @Nullable TornTail readLog(FileHeader header, boolean isLast) throws IOException {
        String name = header.file().name();
        try (FrameReader reader = new FrameReader(storage.open(name), header, sequence)) {
            Found last = read(name, reader);
            sequence = reader.sequence();
            logBytes += reader.sizeBytes();
            return switch (last) {
                case Found.Seal _ -> null;
                case Found.Damage damage -> {
                    if (!isLast || !damage.isInterrupted() || reader.isFollowedByLaterBatch()) {
                        throw damaged(name, damage);
                    }
                    yield new LogRepair(storage, header, epoch)
                            .cut(damage.offset(), reader.sizeBytes(), damage.problem(), sequence);
                }
                case Found.End _, Found.Entry _ -> {
                    if (!isLast) {
                        throw JournalDamage.of(storage, name, reader.sizeBytes(), "the log has no end");
                    }
                    new LogRepair(storage, header, epoch).seal(reader.sizeBytes(), sequence);
                    yield null;
                }
            };
        }
    }

    /// Applies records until there is something else.
    private Found read(String name, FrameReader reader) throws IOException {
        while (true) {
            Found found = reader.next();
            if (!(found instanceof Found.Entry entry)) {
                return found;
            }
            apply.accept(decode(name, entry));
            records++;
        }
    }

    private JournalRecord decode(String name, Found.Entry entry) {
        try {
            return JournalRecordCodec.decode(entry.frame().type(), entry.payload());
        } catch (ProtocolException e) {
            throw JournalDamage.of(
                    storage,
                    name,
                    entry.offset(),
                    "record " + entry.frame().sequence() + " is whole and cannot be read: " + e.getMessage());
        }
    }

    private JournalException damaged(String name, Found.Damage damage) {
        return JournalDamage.of(storage, name, damage.offset(), damage.problem());
    }
}
