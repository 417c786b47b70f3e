/// Where a journal's files are: [io.quern.scheduler.recovery.storage.JournalStorage] is what a journal needs of a
/// file system, [io.quern.scheduler.recovery.storage.FolderStorage] the folder that one scheduler has for itself.
/// Used by one thread at a time.
@NullMarked
package io.quern.scheduler.recovery.storage;

import org.jspecify.annotations.NullMarked;
