package io.quern.dataframe;

import io.quern.dataframe.aggregate.AggregateCall;

/// One value a group, computed from its rows; made by [Aggregates].
public record Aggregate(AggregateCall call) {
    /// The same aggregate under another name.
    public Aggregate as(String name) {
        return new Aggregate(call.withName(name));
    }

    /// What the result column is called.
    public String name() {
        return call.name();
    }

    @Override
    public String toString() {
        return call.name();
    }
}
