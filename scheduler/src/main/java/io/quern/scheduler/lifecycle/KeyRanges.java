package io.quern.scheduler.lifecycle;

import io.quern.core.graph.TaskRange;
import io.quern.core.key.JobId;
import io.quern.core.key.TaskKey;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;

/// Keys of tasks as ranges of neighbours, as records and messages hold them.
final class KeyRanges {
    private KeyRanges() {}

    /// @return the ranges of each job, in the order of their tasks
    static NavigableMap<JobId, List<TaskRange>> of(NavigableSet<TaskKey> keys) {
        NavigableMap<JobId, List<TaskRange>> ranges = new TreeMap<>();
        for (TaskKey key : keys) {
            List<TaskRange> ofJob = ranges.computeIfAbsent(key.job(), _ -> new ArrayList<>());
            TaskRange last = ofJob.isEmpty() ? null : ofJob.getLast();
            if (last != null && last.stage() == key.stage() && last.to() == key.partition()) {
                ofJob.set(ofJob.size() - 1, new TaskRange(key.stage(), last.from(), key.partition() + 1));
            } else {
                ofJob.add(new TaskRange(key.stage(), key.partition(), key.partition() + 1));
            }
        }
        return ranges;
    }
}
