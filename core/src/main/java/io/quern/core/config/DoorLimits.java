package io.quern.core.config;

import java.time.Duration;

/// How much strangers may take of a process that listens.
///
/// @param unprovedMax connections at a time whose peer has not proved itself
/// @param unprovedPerAddressMax of these, from one address
/// @param givesWayAfter how long an unproved connection is safe from being closed for a newer one
/// @param refusalPause how long the answer to a wrong token waits; with the numbers above it bounds guesses in a
///     second
/// @param openMax connections at a time whose peer has proved itself
public record DoorLimits(
        int unprovedMax, int unprovedPerAddressMax, Duration givesWayAfter, Duration refusalPause, int openMax) {
    public static final DoorLimits DEFAULT =
            new DoorLimits(128, 16, Duration.ofMillis(500), Duration.ofSeconds(1), 4_096);

    public DoorLimits {
        if (unprovedMax < 1 || unprovedPerAddressMax < 1 || openMax < 1) {
            throw new IllegalArgumentException("limits of connections must be at least 1: " + unprovedMax + ", "
                    + unprovedPerAddressMax + ", " + openMax);
        }
    }

    public DoorLimits withOpenMax(int value) {
        return new DoorLimits(unprovedMax, unprovedPerAddressMax, givesWayAfter, refusalPause, value);
    }
}
