/// What code that runs as a task finds out about itself: which run it is, and where its cluster is; and the objects
/// of actors, which runs find on their worker. Any thread may ask; a thread that a task started is told of that
/// task. Stable.
@NullMarked
package io.quern.core.current;

import org.jspecify.annotations.NullMarked;
