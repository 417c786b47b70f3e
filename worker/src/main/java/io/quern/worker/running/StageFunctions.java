package io.quern.worker.running;

import io.quern.core.graph.Payload;
import io.quern.core.key.JobId;
import io.quern.core.message.WorkerInstruction.DefineFunction;
import io.quern.core.value.Functions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The functions of the stages that this worker runs, each deserialised once, when its first run begins. Owned by the
/// worker's event loop; the [StageFunction]s it hands out may be used by any thread.
final class StageFunctions {
    private final Functions functions;
    private final ClassLoader taskClasses;
    private final Map<JobId, Map<Integer, Map<Integer, StageFunction>>> byJob = new HashMap<>();

    /// @param taskClasses finds the classes of the programs whose tasks run here
    StageFunctions(Functions functions, ClassLoader taskClasses) {
        this.functions = functions;
        this.taskClasses = taskClasses;
    }

    StageFunction of(DefineFunction definition) {
        return byJob.computeIfAbsent(definition.job(), _ -> new HashMap<>())
                .computeIfAbsent(definition.stage(), _ -> new HashMap<>())
                .computeIfAbsent(definition.function(), _ -> new StageFunction(definition, functions, taskClasses));
    }

    @Nullable
    Object argument(Payload argument) {
        return argument.sizeBytes() == 0 ? null : functions.deserialize(argument, taskClasses);
    }

    /// Runs of the stages that still execute keep their function until they end.
    void forget(JobId job, List<Integer> stages) {
        Map<Integer, Map<Integer, StageFunction>> ofJob = byJob.get(job);
        if (ofJob != null) {
            stages.forEach(ofJob::remove);
        }
    }

    /// Runs of the job that still execute keep their function until they end.
    void forget(JobId job) {
        byJob.remove(job);
    }
}
