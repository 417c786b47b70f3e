/// Results that a worker holds, made here or fetched from peers. Thread-safe.
@NullMarked
package io.quern.worker.store;

import org.jspecify.annotations.NullMarked;
