package io.quern.scheduler.recovery.journal;

import io.quern.scheduler.recovery.storage.JournalException;
import io.quern.scheduler.recovery.storage.JournalStorage;
import java.io.IOException;

/// Words for what keeps a journal from being read or written.
final class JournalDamage {
    private JournalDamage() {}

    /// A place that was once safely stored and cannot be read any more.
    static JournalException of(JournalStorage storage, String file, long offset, String problem) {
        return new JournalException("the journal cannot be read: " + storage.place(file) + ", at byte " + offset + ": "
                + problem + remedy(storage));
    }

    static String remedy(JournalStorage storage) {
        return "; jobs would be lost by going on without it: restore the file from a copy, or move the folder "
                + storage.folder() + " away to start without the jobs it holds";
    }

    static JournalException unreadable(JournalStorage storage, IOException cause) {
        return new JournalException(
                "the journal in " + storage.folder() + " cannot be opened: " + JournalException.describe(cause)
                        + "; see to the disk, and start the scheduler anew",
                cause);
    }

    static JournalException unwritable(JournalStorage storage, String file, IOException cause) {
        return new JournalException(
                "the journal cannot be written: " + storage.place(file) + ": " + JournalException.describe(cause) + " ("
                        + free(storage)
                        + "); what was not confirmed is not safe, and nothing more is taken: make room in "
                        + storage.folder() + " or see to its disk, and start the scheduler anew",
                cause);
    }

    private static String free(JournalStorage storage) {
        try {
            return storage.usableBytes() / (1024 * 1024) + " MiB free";
        } catch (IOException e) {
            return "free space unknown: " + JournalException.describe(e);
        }
    }
}
