package io.quern.scheduler.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.graph.JobSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.StageInput;
import io.quern.core.graph.StageSpec;
import io.quern.core.key.JobId;
import io.quern.scheduler.settings.LimitSettings;
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
