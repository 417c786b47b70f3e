/// The code of programs on the scheduler: bytes that it keeps by hash for workers and never opens. Thread-safe.
@NullMarked
package io.quern.scheduler.code;

import org.jspecify.annotations.NullMarked;
