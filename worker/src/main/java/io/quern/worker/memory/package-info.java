/// The memory of a worker: what its runs have reserved, what its results take, what the JVM measures, and what is
/// done when that becomes much. Thread-safe.
@NullMarked
package io.quern.worker.memory;

import org.jspecify.annotations.NullMarked;
