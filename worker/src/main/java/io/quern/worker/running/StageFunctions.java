package io.quern.worker.running;

import io.quern.core.key.JobId;
import io.quern.core.message.WorkerInstruction.DefineFunction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The functions of the stages that this worker runs, each deserialised once, when its first run begins. Owned by
/// the worker's event loop; the [StageFunction]s it hands out may be used by any thread.
final class StageFunctions {
    private final Map<JobId, Map<Integer, Map<Integer, StageFunction>>> byJob = new HashMap<>();

    /// Runs of one function often come one after the other.
    private @Nullable StageFunction last;

    @SuppressWarnings("ReferenceEquality") // the machine keeps one definition of a function, and that is quick to see
    StageFunction of(DefineFunction definition) {
        StageFunction known = last;
        if (known == null || known.definition() != definition) {
            known = find(definition);
            last = known;
        }
        return known;
    }

    private StageFunction find(DefineFunction definition) {
        return byJob.computeIfAbsent(definition.job(), _ -> new HashMap<>())
                .computeIfAbsent(definition.stage(), _ -> new HashMap<>())
                .computeIfAbsent(definition.function(), _ -> new StageFunction(definition));
    }

    /// Runs of the stages that still execute keep their function until they end.
    void forget(JobId job, List<Integer> stages) {
        Map<Integer, Map<Integer, StageFunction>> ofJob = byJob.get(job);
        last = null;
        if (ofJob != null) {
            stages.forEach(ofJob::remove);
        }
    }

    /// Runs of the job that still execute keep their function until they end.
    void forget(JobId job) {
        last = null;
        byJob.remove(job);
    }
}
