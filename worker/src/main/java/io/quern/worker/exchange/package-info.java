/// Reading of exchanged inputs: a run fetches its part of every output itself, while it runs.
@NullMarked
package io.quern.worker.exchange;

import org.jspecify.annotations.NullMarked;
