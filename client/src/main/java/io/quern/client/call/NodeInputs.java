package io.quern.client.call;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a node of a graph depends on: the results of its inputs, in the order in which they were named.
public record NodeInputs(List<@Nullable Object> all) {
    public NodeInputs {
        all = Collections.unmodifiableList(new ArrayList<>(all));
    }

    public int size() {
        return all.size();
    }

    /// The result of input `index`, from 0, as the type that the caller expects: `inputs.<Integer>get(0) + 1`.
    ///
    /// @throws IndexOutOfBoundsException where there is none: names how many there are
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // The caller knows what its inputs are.
    public <T extends @Nullable Object> T get(int index) {
        if (index < 0 || index >= all.size()) {
            throw new IndexOutOfBoundsException(
                    "this task has " + all.size() + " inputs, numbered from 0; there is no input " + index);
        }
        return (T) all.get(index);
    }
}
