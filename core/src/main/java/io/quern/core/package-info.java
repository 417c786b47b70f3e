/// The version of this build of Quern.
///
/// Immutable; any thread. Stability: internal to Quern's modules until 1.0.
@NullMarked
package io.quern.core;

import org.jspecify.annotations.NullMarked;
