package io.quern.core.wire;

import io.quern.core.graph.Payload;
import io.quern.core.graph.StageInput;
import io.quern.core.graph.StagePlan;
import io.quern.core.graph.StageSpec;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.Planning;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.message.WorkerMessage;
import io.quern.core.task.OutputMeasure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Messages about planners, one of each kind.
final class PlannerSamples {
    private final Random random;

    PlannerSamples(long seed) {
        this.random = new Random(seed);
    }

    WorkerMessage.StagesPlanned planned() {
        return new WorkerMessage.StagesPlanned(
                new WorkerMessage.TaskSucceeded(run(), random.nextLong(), 5, Map.of("groups", 7L), payload()), plan());
    }

    WorkerInstruction.AssignPlanner assigned() {
        List<OutputMeasure> outputs = new ArrayList<>();
        outputs.add(new OutputMeasure(random.nextLong(), Map.of("groups", random.nextLong(), "rows", 0L)));
        for (int i = random.nextInt(4); i >= 0; i--) {
            Map<String, Long> counters =
                    random.nextBoolean() ? Map.of() : Map.of("groups", random.nextLong(), "rows", 0L);
            outputs.add(new OutputMeasure(random.nextLong(), counters));
        }
        WorkerInstruction.AssignTask task =
                new WorkerInstruction.AssignTask(run(), 0, random.nextLong(), payload(), List.of(List.of()));
        Planning.MeasuredInput measured = new Planning.MeasuredInput(0, outputs);
        return new WorkerInstruction.AssignPlanner(task, new Planning(1 + random.nextInt(9), List.of(measured)));
    }

    /// A tree over a stage of before, and a planner over it.
    private StagePlan plan() {
        if (random.nextInt(4) == 0) {
            return StagePlan.NOTHING;
        }
        int first = 2 + random.nextInt(200);
        List<StageSpec> stages = List.of(
                new StageSpec(first, "tree", 3, false, List.of(new StageInput.Tree(0, 2)), payload(), List.of()),
                StageSpec.planner(
                        first + 1,
                        "plan",
                        List.of(
                                new StageInput.Measured(first, List.of("groups", "rows")),
                                new StageInput.Broadcast(first)),
                        payload()));
        return new StagePlan(stages, random.nextBoolean() ? StagePlan.NO_OUTPUT : first);
    }

    private RunId run() {
        return new RunId(new TaskKey(new JobId(random.nextLong(), random.nextLong()), 1, 0), 1 + random.nextInt(3));
    }

    private Payload payload() {
        byte[] bytes = new byte[random.nextInt(9)];
        random.nextBytes(bytes);
        return Payload.of(bytes);
    }
}
