package io.quern.core.key;

/// One incarnation of a client: the scheduler gives a new number, larger than any before, at each registration, so
/// whatever an earlier incarnation still says can be told apart.
public record ClientId(long value) implements Comparable<ClientId> {
    @Override
    public int compareTo(ClientId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return "client-" + value;
    }
}
