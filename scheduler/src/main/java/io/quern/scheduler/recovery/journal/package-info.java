/// Keeps [io.quern.scheduler.recovery.JournalRecord]s on disk, so that a scheduler that was killed begins where it
/// ended.
///
/// [io.quern.scheduler.recovery.journal.JournalOpening] reads what is there, and
/// [io.quern.scheduler.recovery.journal.Journal] appends to it from one thread of its own; everything below is
/// used by one thread at a time. A folder holds
///
///     lock, holder                   who has the journal (JournalLock)
///     log-0000000007.journal         records in their order; the number grows by one a file
///     checkpoint-0000000007.journal  what all logs before that number amount to
///     *.torn-12                      bytes that epoch 12 cut from the end of a log
///     *.tmp                          being written; of no value after a crash
///
/// A log begins with a header and ends with a seal:
///
///     +--------+-------------------+-------------------+-----+------+
///     | header | batch             | batch             | ... | seal |
///     | 68     | record, record, … | record, …         |     | 25   |
///     +--------+-------------------+-------------------+-----+------+
///
/// A batch is what was forced to the disk at once, and nothing of the next one is written before; each record
/// says which batch it belongs to. So a bad record in the last batch is what a crash leaves, and is cut; a bad
/// record with anything of a later batch behind it was once safe, and is a damage with which no scheduler starts.
@NullMarked
package io.quern.scheduler.recovery.journal;

import org.jspecify.annotations.NullMarked;
