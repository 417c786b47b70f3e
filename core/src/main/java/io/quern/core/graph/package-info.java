/// The graph a client sends: stages, their dependency patterns, and payloads that only workers open. Immutable
/// values.
@NullMarked
package io.quern.core.graph;

import org.jspecify.annotations.NullMarked;
