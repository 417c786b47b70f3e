package io.quern.scheduler.coordination;

import io.quern.core.message.SharedName;
import java.util.Comparator;

/// The requests that wait for one thing of one object, in the order of their arrival.
record Line(LineKind kind, SharedName name) implements Comparable<Line> {
    private static final Comparator<Line> ORDER =
            Comparator.comparing(Line::kind).thenComparing(Line::name);

    @Override
    public int compareTo(Line other) {
        return ORDER.compare(this, other);
    }
}
