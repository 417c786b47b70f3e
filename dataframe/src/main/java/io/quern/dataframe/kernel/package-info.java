/// Loops over the arrays of vectors. A uniform family: one small static loop an operation, so that each is
/// compiled on its own; whether a row is null is decided outside the loops, and a loop may compute nonsense for
/// a null row but must not fail on it. Stateless, thread-safe.
@NullMarked
package io.quern.dataframe.kernel;

import org.jspecify.annotations.NullMarked;
