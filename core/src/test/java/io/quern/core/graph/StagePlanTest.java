package io.quern.core.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.key.JobId;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class StagePlanTest {
    @Test
    void aPlannerHasOneTaskAndNobodyElseMeasures() {
        assertThatThrownBy(() -> new StageSpec(1, "plan", 2, false, true, List.of(), Payload.EMPTY, List.of()))
                .hasMessage("stage plan is a planner and has 2 partitions; a planner has one, which does not create"
                        + " data");
        assertThatThrownBy(() -> new StageSpec(1, "plan", 1, true, true, List.of(), Payload.EMPTY, List.of()))
                .hasMessageContaining("1 partitions that create data");
        StageInput measured = new StageInput.Measured(0, List.of());
        assertThatThrownBy(() -> stage(1, "sum", measured))
                .hasMessage("stage sum measures stage 0 but is no planner; make it one, or let it read the stage");
        assertThatThrownBy(() -> new StageInput.Measured(3, Collections.nCopies(17, "rows")))
                .hasMessageContaining("asks for 17 counters of each output of stage 3, the limit is 16");
    }

    @Test
    void idsFollowEachOtherAndTheOutputIsOneOfThem() {
        assertThatThrownBy(() -> new StagePlan(List.of(stage(4, "a"), stage(6, "b")), StagePlan.NO_OUTPUT))
                .hasMessage("a plan begins with stage 4, so its stage b has the id 5, not 6");
        assertThatThrownBy(() -> new StagePlan(List.of(stage(4, "a")), 5))
                .hasMessage("a plan names stage 5 as its output, but appends the stages 4 to 4");
        assertThatThrownBy(() -> new StagePlan(List.of(), 0)).hasMessageContaining("appends none");
    }

    @Test
    void aPlanMovesBehindStagesThatCameMeanwhile() {
        StagePlan plan = new StagePlan(
                List.of(
                        stage(3, "a", new StageInput.Slices(1)),
                        stage(4, "b", new StageInput.Broadcast(3), new StageInput.OneToOne(2))),
                4);
        StagePlan moved = plan.from(7);
        assertThat(moved.output()).isEqualTo(8);
        assertThat(moved.stages()).extracting(StageSpec::id).containsExactly(7, 8);
        assertThat(moved.stages().getFirst().inputs()).containsExactly(new StageInput.Slices(1));
        assertThat(moved.stages().getLast().inputs())
                .containsExactly(new StageInput.Broadcast(7), new StageInput.OneToOne(2));
        assertThat(plan.from(3)).isSameAs(plan);
        assertThat(StagePlan.NOTHING.from(9)).isSameAs(StagePlan.NOTHING);
    }

    @Test
    void aJobWithAPlanIsCheckedAsAnyOther() {
        JobSpec job = new JobSpec(new JobId(1, 2), "j", List.of(stage(0, "a")), List.of(0));
        StagePlan wide = new StagePlan(
                List.of(new StageSpec(1, "b", 2, false, List.of(new StageInput.OneToOne(0)), Payload.EMPTY, List.of())),
                StagePlan.NO_OUTPUT);
        assertThatThrownBy(() -> job.with(wide)).hasMessageContaining("stage b has 2 partitions, but OneToOne");
        assertThat(job.with(new StagePlan(List.of(stage(1, "b")), 1)).stages()).hasSize(2);
    }

    private static StageSpec stage(int id, String name, StageInput... inputs) {
        return new StageSpec(id, name, 1, false, List.of(inputs), Payload.EMPTY, List.of());
    }
}
