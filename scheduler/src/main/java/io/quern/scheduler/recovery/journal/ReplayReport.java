package io.quern.scheduler.recovery.journal;

import org.jspecify.annotations.Nullable;

/// What an opening found.
///
/// @param isNew whether there was no journal before
/// @param records that were replayed
/// @param bytes of the files they stood in
/// @param tornTail what was cut, if anything was
public record ReplayReport(
        boolean isNew, long records, long bytes, @Nullable TornTail tornTail) {}
