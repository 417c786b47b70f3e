/// What outlives the scheduler: the records from which it is made anew, and their bytes. Immutable values, usable
/// from any thread. How they are kept on disk is the business of [io.quern.scheduler.recovery.journal].
@NullMarked
package io.quern.scheduler.recovery;

import org.jspecify.annotations.NullMarked;
