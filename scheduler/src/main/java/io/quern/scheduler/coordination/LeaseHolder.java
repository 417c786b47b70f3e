package io.quern.scheduler.coordination;

import io.quern.core.key.ClientId;
import java.util.Comparator;

/// Who holds and who waits: an owner within one incarnation of a client.
record LeaseHolder(ClientId client, long owner) implements Comparable<LeaseHolder> {
    private static final Comparator<LeaseHolder> ORDER =
            Comparator.comparing(LeaseHolder::client).thenComparingLong(LeaseHolder::owner);

    /// The first in order of all holders of a client.
    static LeaseHolder first(ClientId client) {
        return new LeaseHolder(client, Long.MIN_VALUE);
    }

    /// The last in order of all holders of a client.
    static LeaseHolder last(ClientId client) {
        return new LeaseHolder(client, Long.MAX_VALUE);
    }

    @Override
    public int compareTo(LeaseHolder other) {
        return ORDER.compare(this, other);
    }
}
