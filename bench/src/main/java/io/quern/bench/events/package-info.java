/// The events job against its peers: whole processes on the same data, in turn, with equal results.
@NullMarked
package io.quern.bench.events;

import org.jspecify.annotations.NullMarked;
