package io.quern.examples.events;

import java.util.SplittableRandom;

/// Draws events of one profile. Stateless: all chance comes from the random generator that is handed in.
interface PageViewSource {
    long MILLIS_A_MINUTE = 60_000;
    long MILLIS_AN_HOUR = 60 * MILLIS_A_MINUTE;

    /// Name of a customer's folder.
    String customer(int index);

    /// One event of a customer in the hour that begins at `hourMillis`.
    PageView next(SplittableRandom random, int customer, long hourMillis);
}
