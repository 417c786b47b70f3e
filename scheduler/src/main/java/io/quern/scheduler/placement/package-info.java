/// Policies: which ready task is next, and which worker gets it. They look at the state and change nothing of it.
@NullMarked
package io.quern.scheduler.placement;

import org.jspecify.annotations.NullMarked;
