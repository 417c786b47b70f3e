package io.quern.scheduler.recovery.journal;

import io.quern.scheduler.recovery.storage.JournalException;

/// Told what became of what was appended. Called on the journal's thread: posts to the event loop that owns the
/// state.
public interface JournalListener {
    /// All records up to this sequence are durable. Sequences only grow.
    void durable(long sequence);

    /// A checkpoint is in force, and what it stands for is gone.
    void checkpointed();

    /// A checkpoint was given up, or what it stands for could not be deleted; the journal goes on.
    void checkpointFailed(JournalException failure);

    /// Nothing more will be durable. Called once at most, and nothing is called after it.
    void failed(JournalException failure);
}
