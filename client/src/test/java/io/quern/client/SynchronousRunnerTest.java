package io.quern.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.graph.JobSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.StageInput;
import io.quern.core.graph.StagePlan;
import io.quern.core.graph.StageSpec;
import io.quern.core.key.JobIdSource;
import io.quern.core.message.ClientNotice.StageProgress;
import io.quern.core.runtime.SystemClock;
import io.quern.core.task.OutputMeasure;
import io.quern.core.task.Planned;
import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskFunction;
import io.quern.core.task.TaskInputs;
import io.quern.core.value.Functions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SynchronousRunnerTest {
    private static final ClassLoader LOADER = SynchronousRunnerTest.class.getClassLoader();

    private final Functions functions = Functions.of(LOADER);
    private final SynchronousRunner runner =
            new SynchronousRunner(new JobIdSource(new SystemClock(), new SplittableRandom(1)), LOADER);

    @Test
    void aTreeOverArgumentsReducesToOneResult() {
        int leaves = 11;
        List<Payload> arguments =
                IntStream.range(0, leaves).mapToObj(functions::serialize).toList();
        StageSpec read = stage(0, "read", leaves, List.of(), (Integer n, TaskInputs _, TaskContext context) -> {
            context.count("rows-read", n);
            return n;
        });
        StageSpec withArguments = new StageSpec(0, "read", leaves, true, List.of(), read.function(), arguments);
        StageSpec sum = stage(
                1,
                "sum",
                StageInput.Tree.tasks(leaves, 3),
                List.of(new StageInput.Tree(0, 3)),
                (Void _, TaskInputs inputs, TaskContext _) ->
                        inputs.of(0).stream().mapToInt(value -> (Integer) value).sum());
        List<List<StageProgress>> seen = new ArrayList<>();
        RunningJob job = runner.submit(job(List.of(withArguments, sum), List.of(0, 1)), seen::add);
        assertThat(job.await().stage(1)).containsExactly(55);
        assertThat(job.await().stage(0)).hasSize(leaves).startsWith(0, 1, 2);
        assertThat(seen.getLast()).allMatch(stage -> stage.finished() == stage.total());
        assertThat(seen.getLast().getFirst().counters()).containsEntry("rows-read", 55L);
    }

    @Test
    void whatATaskThrowsIsTheCauseAndRunsInTheCallersThread() {
        Thread caller = Thread.currentThread();
        StageSpec stage = stage(0, "parse", 2, List.of(), (Void _, TaskInputs _, TaskContext context) -> {
            if (context.run().task().partition() == 1) {
                throw new NumberFormatException("on " + Thread.currentThread().getName());
            }
            return "fine";
        });
        assertThatThrownBy(() -> runner.submit(job(List.of(stage), List.of(0)), ProgressListener.NONE))
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("parse[1]")
                .hasCauseInstanceOf(NumberFormatException.class)
                .hasRootCauseMessage("on " + caller.getName());
    }

    @Test
    void countersHaveTheLimitsOfAWorker() {
        StageSpec tooMany = stage(0, "count", 1, List.of(), (Void _, TaskInputs _, TaskContext context) -> {
            for (int i = 0; i <= 100; i++) {
                context.count("rows of customer " + i, 1);
            }
            return null;
        });
        assertThatThrownBy(() -> runner.submit(job(List.of(tooMany), List.of(0)), ProgressListener.NONE))
                .hasMessageContaining("stage count has 100 counters in one run, which is the limit");
        StageSpec tooLong = stage(0, "count", 1, List.of(), (Void _, TaskInputs _, TaskContext context) -> {
            context.count("x".repeat(201), 1);
            return null;
        });
        assertThatThrownBy(() -> runner.submit(job(List.of(tooLong), List.of(0)), ProgressListener.NONE))
                .hasMessageContaining("counts under a name of 201 characters, the limit is 200");
    }

    @Test
    void eachRunOfAStageMayCountUnderNamesOfItsOwn() {
        StageSpec stage = stage(0, "count", 3, List.of(), (Void _, TaskInputs _, TaskContext context) -> {
            for (int i = 0; i < 100; i++) {
                context.count("rows of " + context.run().task().partition() + " " + i, 1);
            }
            return null;
        });
        List<List<StageProgress>> seen = new ArrayList<>();
        RunningJob _ = runner.submit(job(List.of(stage), List.of(0)), seen::add);
        assertThat(seen.getLast().getFirst().counters()).hasSize(300);
    }

    @Test
    void aPlannerAppendsStagesByWhatWasMeasured() {
        StageSpec read = stage(0, "read", 3, List.of(), (Void _, TaskInputs _, TaskContext context) -> {
            context.count("rows", context.run().task().partition());
            return "x".repeat(1_000 * context.run().task().partition());
        });
        Payload text = functions.serialize((TaskFunction<Void>) (_, inputs, _) -> inputs.of(0) + " of planner");
        TaskFunction<Void> plans = (_, inputs, context) -> {
            long rows = 0;
            long bytes = 0;
            for (Object measured : inputs.of(0)) {
                rows += ((OutputMeasure) Objects.requireNonNull(measured))
                        .counter("rows")
                        .orElseThrow();
                bytes += ((OutputMeasure) measured).sizeBytes();
            }
            int next = context.nextStage();
            StageSpec told =
                    new StageSpec(next, "told", 1, false, List.of(new StageInput.OneToOne(1)), text, List.of());
            return new Planned(new StagePlan(List.of(told), next), rows + " rows, " + (bytes > 3_000));
        };
        StageSpec plan = StageSpec.planner(
                1, "plan", List.of(new StageInput.Measured(0, List.of("rows"))), functions.serialize(plans));
        List<List<StageProgress>> seen = new ArrayList<>();
        RunningJob job = runner.submit(job(List.of(read, plan), List.of(1)), seen::add);
        assertThat(job.await().stage(1)).containsExactly("[3 rows, true] of planner");
        assertThat(seen.getLast()).extracting(StageProgress::name).containsExactly("read", "plan", "told");

        StageSpec none = StageSpec.planner(
                0, "plan", List.of(), functions.serialize((TaskFunction<Void>) (_, _, _) -> "no plan"));
        assertThatThrownBy(() -> runner.submit(job(List.of(none), List.of(0)), ProgressListener.NONE))
                .hasMessageContaining("planner plan returned a java.lang.String; return a");
    }

    private JobSpec job(List<StageSpec> stages, List<Integer> results) {
        return new JobSpec(runner.newJobId(), "test", stages, results);
    }

    private <A> StageSpec stage(
            int id, String name, int partitions, List<StageInput> inputs, TaskFunction<A> function) {
        return new StageSpec(id, name, partitions, false, inputs, functions.serialize(function), List.of());
    }
}
