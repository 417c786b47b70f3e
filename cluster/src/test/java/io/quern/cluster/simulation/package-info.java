/// Whole clusters in one thread: the real state machines of scheduler and workers, the real codec, a virtual clock, a
/// network and faults drawn from a seed. The same seed gives the same run.
@NullMarked
package io.quern.cluster.simulation;

import org.jspecify.annotations.NullMarked;
