package io.quern.core.key;

/// One incarnation of a worker: the scheduler gives a new number, larger than any before, at each registration, so
/// whatever an earlier incarnation still says can be told apart.
public record WorkerId(long value) implements Comparable<WorkerId> {
    @Override
    public int compareTo(WorkerId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return "worker-" + value;
    }
}
