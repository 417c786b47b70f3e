/// Values that are written and read piece by piece, so that no copy of all their bytes is ever in memory.
@NullMarked
package io.quern.core.value.piecewise;

import org.jspecify.annotations.NullMarked;
