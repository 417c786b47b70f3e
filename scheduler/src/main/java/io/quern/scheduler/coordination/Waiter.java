package io.quern.scheduler.coordination;

import io.quern.core.message.SharedValue;

/// A request that waits.
///
/// @param number larger than that of everyone who came before
/// @param deadlineNanos when it ends without success; `Long.MAX_VALUE`: never
record Waiter(long number, Line line, LeaseHolder holder, long request, Wanted wanted, long deadlineNanos) {
    static final long NEVER = Long.MAX_VALUE;

    /// What is to be had, apart from what the line says.
    sealed interface Wanted {
        /// So many leases at once.
        record LeasesOf(int count) implements Wanted {}

        /// Room for this value, which the scheduler keeps meanwhile.
        record RoomFor(SharedValue value) implements Wanted {}

        /// What everybody in this line waits for.
        record TheSame() implements Wanted {}
    }
}
