/// Looking into a cluster: its workers, who holds what, where a task stands and why, and results under names.
/// Not for programs, which go by way of [io.quern.client.Client]. Thread-safe.
@NullMarked
package io.quern.client.inspect;

import org.jspecify.annotations.NullMarked;
