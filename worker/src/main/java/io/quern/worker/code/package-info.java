/// The code of jobs on a worker: brought from the scheduler, kept by hash, one class loader for each distinct code
/// set. Thread-safe.
@NullMarked
package io.quern.worker.code;

import org.jspecify.annotations.NullMarked;
