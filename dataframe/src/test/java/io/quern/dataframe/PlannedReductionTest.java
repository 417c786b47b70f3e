package io.quern.dataframe;

import static io.quern.dataframe.Aggregates.count;
import static io.quern.dataframe.Aggregates.countDistinct;
import static io.quern.dataframe.Aggregates.countValues;
import static io.quern.dataframe.Aggregates.sum;
import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.message.ClientNotice.StageProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlannedReductionTest {
    private final List<List<StageProgress>> seen = new ArrayList<>();
    private final Frames frames = TestFrames.synchronous().withProgress(seen::add);

    record Visit(String page, long user, long seconds) {}

    private static DataFrame grouped(Frames frames, int partitions) {
        List<Visit> visits = IntStream.range(0, 500)
                .mapToObj(i -> new Visit("page " + i % 7, i % 31, i))
                .toList();
        return frames.fromRecords(visits)
                .repartition(partitions)
                .groupBy("page")
                .agg(
                        count().as("n"),
                        sum("seconds").as("s"),
                        countDistinct("user").as("u"),
                        countValues("user").as("v"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 9, 40})
    void resultsAreThoseOfAJobThatIsPlannedWhole(int partitions) {
        List<Row> planned = grouped(frames, partitions).collect();
        List<Row> whole = grouped(frames.withoutPlanners(), partitions).collect();

        assertThat(planned).hasSize(7).isEqualTo(whole);
    }

    @Test
    void fewBytesAreMergedAtOnceAndWhatWasDecidedIsCounted() {
        List<Row> _ = grouped(frames, 40).collect();

        List<StageProgress> stages = seen.getLast();
        assertThat(stages)
                .extracting(StageProgress::name)
                .containsExactly("records", "repartition+aggregate-chunk", "plan-reduce", "merge", "collect");
        assertThat(stages.get(3).total()).isEqualTo(1);
        assertThat(stages.get(2).counters())
                .containsAllEntriesOf(Map.of("reduce-fan-in", 40L, "partial-groups", 280L))
                .hasEntrySatisfying("partial-bytes", bytes -> assertThat(bytes).isPositive());
    }

    @Test
    void aJobIsPlannedWholeWhereThereIsNothingToDecide() {
        assertThat(grouped(frames, 8).explain()).doesNotContain("plan-reduce");
        assertThat(grouped(frames.withoutPlanners(), 9).explain()).doesNotContain("plan-reduce");
        assertThat(grouped(frames, 9).explain())
                .contains("stage 2: plan-reduce, 1 task, measures all of stage 1\n")
                .contains("stage 3: merge or tree-reduce, planned when the results of stage 1 are measured: ")
                .contains("stage 4: collect, 1 task, each after its own of stage 3\n");
    }

    @Test
    void oneAggregateIsPlannedAndThoseBehindItAreAsBefore() {
        DataFrame twice = grouped(frames, 20).repartition(12).groupBy("n").agg(sum("s").as("s"));

        assertThat(twice.collect())
                .isEqualTo(grouped(frames.withoutPlanners(), 20)
                        .repartition(12)
                        .groupBy("n")
                        .agg(sum("s").as("s"))
                        .collect());
        assertThat(twice.explain()).containsOnlyOnce("plan-reduce").contains("tree-reduce, 3 tasks");
    }
}
