/// What a worker writes to the disk for want of memory: files of blocks with checksums, in a folder that is the
/// worker's alone and goes with it. Knows nothing of what the blocks mean. Thread-safe but for single files.
@NullMarked
package io.quern.worker.spill;

import org.jspecify.annotations.NullMarked;
