package io.quern.examples.events;

import java.util.Locale;

/// What the generated events look like.
public enum EventsProfile {
    /// The published generator: one customer, `rows^(1/3)` urls, 210 sessions, 3 referrers, minute timestamps, all
    /// uniform.
    SEED,
    /// Skewed urls and customers, nulls, late events, millisecond times, uuid sessions of about eight views, 5,000
    /// referrers.
    RICH,
    /// 200,000 sessions and 5,000 referrers, uniform, in pages and dictionaries so large that dictionaries hold
    /// them.
    MEDIUM,
    /// [#RICH] with every file holding all hours and customers, small row groups, and `ts` and `customer` as
    /// columns.
    SHUFFLED;

    /// The name as an option has it.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
