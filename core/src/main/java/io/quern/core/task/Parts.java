package io.quern.core.task;

import java.util.List;

/// A result in parts: what the tasks of a stage return that is exchanged
/// ([io.quern.core.graph.StageInput.Exchange]). Part `p` of each is for partition `p` of the stage that reads it,
/// and is fetched without the others.
///
/// @param values not null, and immutable as any result is
public record Parts(List<?> values) {
    public Parts {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a result in parts has at least one part");
        }
    }

    public int size() {
        return values.size();
    }

    public Object get(int part) {
        return values.get(part);
    }
}
