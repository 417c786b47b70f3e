/// The stream to the scheduler: opened again when it breaks, for as long as the client's lease runs, and the
/// requests that wait for an answer on it. Not for programs. Thread-safe.
@NullMarked
package io.quern.client.link;

import org.jspecify.annotations.NullMarked;
