package io.quern.scheduler.recovery.journal;

/// What stands at a place of a file.
sealed interface Found {
    /// A record whose checksums hold.
    record Entry(long offset, RecordFrame frame, byte[] payload) implements Found {}

    /// The seal, with nothing behind it.
    record Seal() implements Found {}

    /// The end of the file, and no seal.
    record End() implements Found {}

    /// Bytes that are no record.
    ///
    /// @param isInterrupted whether a write that was interrupted can have left them
    record Damage(long offset, String problem, boolean isInterrupted) implements Found {}
}
