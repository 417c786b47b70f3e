package io.quern.scheduler.recovery.journal;

import io.quern.scheduler.recovery.storage.JournalException;
import io.quern.scheduler.recovery.storage.JournalStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The files of a journal, as an opening finds them: which to read, and which a crash left that nobody needs.
///
/// @param checkpoint the newest one
/// @param logs what to read after it, in their order
/// @param needless logs and checkpoints that the checkpoint stands for, and what never became a log or a checkpoint
/// @param isUnborn whether a log is among the needless ones of which not even the header was there
record JournalFiles(@Nullable FileHeader checkpoint, List<FileHeader> logs, List<String> needless, boolean isUnborn) {

    /// Looks at the folder and reads the headers.
    ///
    /// @throws JournalException where a file is missing or its header is damaged
    static JournalFiles scan(JournalStorage storage) throws IOException {
        return new Scan(storage).run();
    }

    boolean isNew() {
        return checkpoint == null && logs.isEmpty();
    }

    /// All files to read.
    List<FileHeader> headers() {
        List<FileHeader> headers = new ArrayList<>(logs);
        if (checkpoint != null) {
            headers.addFirst(checkpoint);
        }
        return headers;
    }

    private static final class Scan {
        private final JournalStorage storage;
        private final List<String> needless = new ArrayList<>();
        private boolean isUnborn;

        Scan(JournalStorage storage) {
            this.storage = storage;
        }

        JournalFiles run() throws IOException {
            List<JournalFile> logs = new ArrayList<>();
            List<JournalFile> checkpoints = new ArrayList<>();
            for (String name : storage.names()) {
                if (name.endsWith(JournalFile.DRAFT)) {
                    needless.add(name);
                }
                JournalFile.parse(name)
                        .ifPresent(file -> (file.kind() == JournalFile.Kind.LOG ? logs : checkpoints).add(file));
            }
            JournalFile newest = checkpoints.stream()
                    .max(Comparator.comparingLong(JournalFile::index))
                    .orElse(null);
            long first = newest == null ? 1 : newest.index();
            Stream.concat(checkpoints.stream(), logs.stream())
                    .filter(file -> file.index() < first)
                    .forEach(file -> needless.add(file.name()));
            logs.removeIf(file -> file.index() < first);
            logs.sort(Comparator.comparingLong(JournalFile::index));
            FileHeader checkpoint =
                    newest == null ? null : header(newest, false).orElseThrow();
            List<FileHeader> headers = headers(logs, first);
            if (newest != null && headers.isEmpty()) {
                throw missing(new JournalFile(JournalFile.Kind.LOG, first), newest);
            }
            JournalFiles files = new JournalFiles(checkpoint, headers, needless, isUnborn);
            checkIdentity(files.headers());
            return files;
        }

        private List<FileHeader> headers(List<JournalFile> logs, long first) throws IOException {
            List<FileHeader> headers = new ArrayList<>();
            long expected = first;
            for (JournalFile log : logs) {
                if (log.index() != expected) {
                    throw missing(new JournalFile(JournalFile.Kind.LOG, expected), log);
                }
                header(log, log.equals(logs.getLast())).ifPresent(headers::add);
                expected++;
            }
            return headers;
        }

        /// Reads a header; nothing where the making of the file was interrupted.
        ///
        /// @param isLast whether it may have been
        private Optional<FileHeader> header(JournalFile file, boolean isLast) throws IOException {
            try (JournalStorage.Input input = storage.open(file.name())) {
                long size = input.sizeBytes();
                byte[] bytes = new byte[(int) Math.min(size, FileHeader.BYTES)];
                input.read(0, ByteBuffer.wrap(bytes));
                Optional<String> problem = FileHeader.problem(bytes);
                if (problem.isEmpty()) {
                    FileHeader header = FileHeader.decode(bytes);
                    if (!header.file().equals(file)) {
                        throw damaged(
                                file, 0, "it was written as " + header.file().name());
                    }
                    return Optional.of(header);
                }
                // A record follows only a header that is durable.
                if (!isLast || size > FileHeader.BYTES) {
                    throw damaged(file, 0, problem.get());
                }
                needless.add(file.name());
                isUnborn = true;
                return Optional.empty();
            }
        }

        private void checkIdentity(List<FileHeader> headers) {
            for (int i = 1; i < headers.size(); i++) {
                FileHeader before = headers.get(i - 1);
                FileHeader header = headers.get(i);
                if (!header.cluster().equals(before.cluster())) {
                    throw damaged(
                            header.file(),
                            0,
                            "it belongs to the cluster " + header.cluster() + ", "
                                    + before.file().name() + " to " + before.cluster());
                }
                if (header.kind() == JournalFile.Kind.LOG
                        && before.kind() == JournalFile.Kind.LOG
                        && header.epoch() < before.epoch()) {
                    throw damaged(
                            header.file(),
                            0,
                            "its epoch " + header.epoch() + " is older than the epoch " + before.epoch() + " of "
                                    + before.file().name());
                }
            }
        }

        private JournalException damaged(JournalFile file, long offset, String problem) {
            return JournalDamage.of(storage, file.name(), offset, problem);
        }

        private JournalException missing(JournalFile file, JournalFile present) {
            return new JournalException("the journal cannot be read: " + storage.place(file.name())
                    + " is missing, and " + present.name() + " is there" + JournalDamage.remedy(storage));
        }
    }
}
