/// Jobs and stages as the scheduler holds them: dependency patterns as arithmetic over ranges, tasks as dense ints in
/// flat arrays.
///
/// Owned by the event loop of the state machine; nothing here may be shared.
@NullMarked
package io.quern.scheduler.graph;

import org.jspecify.annotations.NullMarked;
