/// Where tasks stand on a worker, and the log of their steps. Owned by the worker's state machine.
@NullMarked
package io.quern.worker.execution.story;

import org.jspecify.annotations.NullMarked;
