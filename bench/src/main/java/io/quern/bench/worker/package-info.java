/// What a task costs its worker.
@NullMarked
package io.quern.bench.worker;

import org.jspecify.annotations.NullMarked;
