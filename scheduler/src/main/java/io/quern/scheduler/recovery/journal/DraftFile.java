package io.quern.scheduler.recovery.journal;

import io.quern.scheduler.recovery.storage.JournalStorage;
import java.io.IOException;

/// Writes a file that is either there as a whole or not at all: under another name first.
final class DraftFile implements AutoCloseable {
    private final JournalStorage storage;
    private final String name;
    private final JournalStorage.Output output;

    DraftFile(JournalStorage storage, String name) throws IOException {
        this.storage = storage;
        this.name = name;
        storage.delete(name + JournalFile.DRAFT);
        this.output = storage.create(name + JournalFile.DRAFT);
    }

    JournalStorage.Output output() {
        return output;
    }

    /// Makes the file durable under its name, in place of whatever had it.
    void publish() throws IOException {
        output.force();
        close();
        storage.rename(name + JournalFile.DRAFT, name);
        storage.force();
    }

    /// Leaves it as it is: under its own name, or for the next opening to delete.
    @Override
    public void close() throws IOException {
        output.close();
    }

    /// Gives it up.
    void discard() throws IOException {
        close();
        storage.delete(name + JournalFile.DRAFT);
    }
}
