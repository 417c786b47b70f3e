/// What processes had in memory at most, and folders on the disk, while something ran.
@NullMarked
package io.quern.bench.watch;

import org.jspecify.annotations.NullMarked;
