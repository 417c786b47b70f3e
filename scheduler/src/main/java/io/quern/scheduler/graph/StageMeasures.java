package io.quern.scheduler.graph;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the runs of a stage counted, by task: for planners of its job. 8 bytes a counter and task, of the first 32
/// counters that come.
final class StageMeasures {
    private static final int COUNTERS_MAX = 32;

    private final int partitions;
    private final Map<String, long[]> amounts = new TreeMap<>();
    private final BitSet known = new BitSet();

    StageMeasures(int partitions) {
        this.partitions = partitions;
    }

    /// A later run of a partition takes the place of an earlier one.
    void note(int partition, Map<String, Long> counted) {
        known.set(partition);
        amounts.values().forEach(column -> column[partition] = 0);
        counted.forEach((name, amount) -> {
            if (amounts.containsKey(name) || amounts.size() < COUNTERS_MAX) {
                amounts.computeIfAbsent(name, _ -> new long[partitions])[partition] = amount;
            }
        });
    }

    /// Amounts by name, zero where the run did not count; nothing where no run is known, and none of a name for
    /// which there was no room.
    Map<String, Long> of(int partition, List<String> names) {
        Map<String, Long> measures = new TreeMap<>();
        for (String name : names) {
            long[] column = amounts.get(name);
            if (known.get(partition) && (column != null || amounts.size() < COUNTERS_MAX)) {
                measures.put(name, column == null ? 0 : column[partition]);
            }
        }
        return measures;
    }
}
