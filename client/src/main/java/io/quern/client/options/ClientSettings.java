package io.quern.client.options;

import java.time.Duration;

/// How patient a client is, and what it keeps under way.
///
/// @param lease how long a broken stream to the scheduler is replaced before futures fail
/// @param unacceptedBytesMax what may wait for the scheduler's acceptance before `submit` waits
/// @param fetchBytesMax results that are fetched at once, by their size in memory; one always is
/// @param keptBytesMax functions and arguments of accepted tasks that are kept for `replay`, the newest
public record ClientSettings(Duration lease, long unacceptedBytesMax, long fetchBytesMax, long keptBytesMax) {
    public static final ClientSettings DEFAULT =
            new ClientSettings(Duration.ofSeconds(30), 64L << 20, 128L << 20, 256L << 20);

    public ClientSettings {
        if (lease.isNegative() || unacceptedBytesMax < 1 || fetchBytesMax < 1 || keptBytesMax < 0) {
            throw new IllegalArgumentException("the lease must not be negative and the limits at least 1: " + lease
                    + ", " + unacceptedBytesMax + ", " + fetchBytesMax + ", " + keptBytesMax + " bytes");
        }
    }

    public ClientSettings withLease(Duration value) {
        return new ClientSettings(value, unacceptedBytesMax, fetchBytesMax, keptBytesMax);
    }

    public ClientSettings withUnacceptedBytesMax(long value) {
        return new ClientSettings(lease, value, fetchBytesMax, keptBytesMax);
    }
}
