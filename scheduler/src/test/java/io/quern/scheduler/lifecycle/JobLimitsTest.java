package io.quern.scheduler.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.graph.JobSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.StageInput;
import io.quern.core.graph.StagePlan;
import io.quern.core.graph.StageSpec;
import io.quern.core.key.JobId;
import io.quern.scheduler.graph.Job;
import io.quern.scheduler.graph.Session;
import io.quern.scheduler.settings.LimitSettings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Jobs that the settings allow but that no message could speak of.
class JobLimitsTest {
    private static final Payload FUNCTION = Payload.of(new byte[] {1});

    @Test
    void aJobMayNotWantMoreResultsThanAMessageCanName() {
        assertThat(refusal(List.of(stage(0, 250_000, List.of())), List.of(0))).isNull();
        assertThat(refusal(List.of(stage(0, 250_001, List.of())), List.of(0)))
                .startsWith("job j wants 250001 results, the limit is 250000");
        assertThat(refusal(List.of(stage(0, 1_000_000, List.of())), List.of())).isNull();
    }

    @Test
    void aTaskMayNotHaveMoreInputsThanAMessageCanName() {
        assertThat(refusal(stages(new StageInput.Slices(0)), List.of(1)))
                .startsWith("job j has a task of stage s1 with 300000 inputs, the limit is 250000");
        assertThat(refusal(stages(new StageInput.Broadcast(0)), List.of(1)))
                .startsWith("job j has a task of stage s1 with 300000 inputs, the limit is 250000");
    }

    @Test
    void aJobMayNotHaveMoreStagesThanTheLimit() {
        List<StageSpec> stages = new ArrayList<>();
        for (int id = 0; id <= 10_000; id++) {
            stages.add(stage(id, 1, List.of()));
        }
        assertThat(refusal(stages.subList(0, 10_000), List.of())).isNull();
        assertThat(refusal(stages, List.of())).startsWith("job j has 10001 stages, the limit is 10000; use fewer");
    }

    @Test
    void plansOfAJobMayNotTakeMoreThanTheLimitTogether() {
        StageSpec planner = StageSpec.planner(0, "plan", List.of(), FUNCTION);
        JobSpec spec = new JobSpec(new JobId(1, 2), "j", List.of(planner), List.of());
        Job job = new Job(spec, new Session(new JobId(3, 4), "c"), 0, 0);
        StageSpec large = new StageSpec(1, "s1", 1, false, List.of(), Payload.of(new byte[70_000_000]), List.of());
        StagePlan plan = new StagePlan(List.of(large), StagePlan.NO_OUTPUT);
        assertThat(JobLimits.refusal(job, spec.with(plan), plan, LimitSettings.DEFAULT))
                .startsWith("all plans of the job take 70000130 bytes, the limit is 67108864; plan fewer stages");
    }

    private static List<StageSpec> stages(StageInput input) {
        return List.of(stage(0, 300_000, List.of()), stage(1, 1, List.of(input)));
    }

    private static StageSpec stage(int id, int partitions, List<StageInput> inputs) {
        return new StageSpec(id, "s" + id, partitions, false, inputs, FUNCTION, List.of());
    }

    private static String refusal(List<StageSpec> stages, List<Integer> wanted) {
        return JobLimits.refusal(new JobSpec(new JobId(1, 2), "j", stages, wanted), LimitSettings.DEFAULT);
    }
}
