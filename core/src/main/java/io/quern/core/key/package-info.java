/// Identities that travel: jobs, tasks, runs, workers, clients. Immutable values; stable on the wire and in the
/// journal.
@NullMarked
package io.quern.core.key;

import org.jspecify.annotations.NullMarked;
