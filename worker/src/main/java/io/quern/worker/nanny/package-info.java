/// The nanny: the parent process of a worker JVM. It gives the JVM its memory limits, starts it again when it dies, and
/// knows why it died.
///
/// Nothing here loads the worker's own classes, so that the nanny stays small.
@NullMarked
package io.quern.worker.nanny;

import org.jspecify.annotations.NullMarked;
