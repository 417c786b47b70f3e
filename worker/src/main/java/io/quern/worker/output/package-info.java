/// What tasks write, kept by task and bounded. Thread-safe: tasks write, connections ask.
@NullMarked
package io.quern.worker.output;

import org.jspecify.annotations.NullMarked;
