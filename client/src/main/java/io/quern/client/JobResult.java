package io.quern.client;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The results of a job that ended well: for each stage that the job wanted, its outputs in order.
public record JobResult(Map<Integer, List<@Nullable Object>> byStage) {
    public JobResult {
        byStage = Collections.unmodifiableMap(new TreeMap<>(byStage));
    }

    /// The outputs of a stage; of a planner those that stand for it ([io.quern.core.graph.StagePlan#output()]).
    ///
    /// @throws IllegalArgumentException if the job did not ask for that stage
    public List<@Nullable Object> stage(int stage) {
        List<@Nullable Object> outputs = byStage.get(stage);
        if (outputs == null) {
            throw new IllegalArgumentException("the job did not ask for the results of stage " + stage
                    + ", only of the stages " + byStage.keySet());
        }
        return outputs;
    }
}
