package io.quern.scheduler.recovery.journal;

import io.quern.scheduler.recovery.JournalRecord;
import java.util.Iterator;

/// What the journal's thread is asked to do.
sealed interface JournalCommand {
    /// @param bytes what the record counts for while it waits
    record Append(long sequence, JournalRecord journalRecord, long bytes) implements JournalCommand {}

    record BeginCheckpoint(Iterator<JournalRecord> live) implements JournalCommand {}

    record ContinueCheckpoint() implements JournalCommand {}
}
