/// Writing a folder of files so that it is complete or not there, whatever is killed, retried or cut off.
///
/// ```text
/// dest/.quern-<job>/a/<partition>-<attempt>/part-…   files of one attempt: written, synced, not yet granted
/// dest/.quern-<job>/m/<partition>.json               the manifest that won, created exclusively: exactly one a task
/// dest/.quern-<job>/replaced.json                    overwriting: files of the old output, to delete at the very end
/// dest/part-<partition>-<job, short>-<attempt>.json  after the job's commit; names are unique for ever
/// dest/_SUCCESS                                      last: JSON with the list of files
/// ```
///
/// Execution is at least once, the visible output exactly once: the exclusive manifest is the arbiter, the
/// scheduler's grant only makes the race rare (docs/adr/0073). Local file systems with hard links only, so far.
@NullMarked
package io.quern.dataframe.output;

import org.jspecify.annotations.NullMarked;
