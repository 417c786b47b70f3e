package io.quern.core.task;

import java.util.Collections;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/// What is known of one output of a stage: the input of a planner
/// ([io.quern.core.graph.StageInput.Measured]).
///
/// @param sizeBytes size of the result in memory
/// @param counters what its run counted of that for which the planner asked, zeros too; empty where the run was
///     of an earlier life of the scheduler, which only workers remember
public record OutputMeasure(long sizeBytes, Map<String, Long> counters) {
    public OutputMeasure {
        counters = Collections.unmodifiableMap(new TreeMap<>(counters));
    }

    /// What the run counted under a name, empty where that is not known.
    public OptionalLong counter(String name) {
        Long amount = counters.get(name);
        return amount == null ? OptionalLong.empty() : OptionalLong.of(amount);
    }
}
