/// Time and threads: the clock, and the event loop that owns one state. The only package that may read a clock or
/// sleep; everything else is given a [io.quern.core.runtime.Clock].
@NullMarked
package io.quern.core.runtime;

import org.jspecify.annotations.NullMarked;
