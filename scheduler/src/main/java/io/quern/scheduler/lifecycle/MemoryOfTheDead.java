package io.quern.scheduler.lifecycle;

import io.quern.core.config.ByteSize;
import io.quern.core.message.WorkerMessage.MemoryState;
import io.quern.core.message.WorkerMessage.Reserved;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.WorkerEntry;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What a worker had in memory when it told last, in words: for the tasks that may have been too much for it.
final class MemoryOfTheDead {
    private static final int NAMED_MAX = 3;

    private MemoryOfTheDead() {}

    private static String reservations(MemoryState memory) {
        String largest = memory.reservations().stream()
                .limit(NAMED_MAX)
                .map(MemoryOfTheDead::reservation)
                .collect(Collectors.joining(", "));
        return largest.isEmpty() ? "" : " (" + largest + ")";
    }

    private static String reservation(Reserved reserved) {
        String what = (reserved.holder() + " " + reserved.operator()).strip();
        return what + " " + ByteSize.rounded(reserved.bytes());
    }

    /// Empty where no run of the worker's can be blamed, or it has not told. Costs a look at every known task.
    static String describe(MachineState state, WorkerEntry worker) {
        MemoryState memory = worker.memory();
        if (memory.equals(MemoryState.UNTOLD) || state.runs.first(worker.slot()) == TaskTable.NONE) {
            return "";
        }
        List<String> largest = IntStream.range(0, state.tasks.end())
                .filter(task ->
                        state.tasks.phase(task) == TaskPhase.MEMORY && state.tasks.isHeldBy(task, worker.slot()))
                .boxed()
                .sorted(Comparator.comparingLong(state.tasks::sizeBytes)
                        .reversed()
                        .thenComparing(Comparator.naturalOrder()))
                .limit(NAMED_MAX)
                .map(task -> state.tasks.group(task).key(state.tasks.partition(task)) + " "
                        + ByteSize.rounded(state.tasks.sizeBytes(task)))
                .toList();
        return ByteSize.rounded(memory.liveBytes()) + " of a heap of " + ByteSize.rounded(memory.limitBytes())
                + " in use when it told last: results " + ByteSize.rounded(memory.inMemoryBytes()) + ", reservations "
                + ByteSize.rounded(memory.reservedBytes())
                + reservations(memory)
                + (largest.isEmpty()
                        ? ""
                        : "; the largest results there: " + largest.stream().collect(Collectors.joining(", ")));
    }
}
