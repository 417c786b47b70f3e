package io.quern.worker.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.current.ActorObject;
import io.quern.core.current.ClusterLink;
import io.quern.core.error.ErrorCode;
import io.quern.core.graph.Payload;
import io.quern.core.graph.StagePlan;
import io.quern.core.graph.StageSpec;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.key.WorkerId;
import io.quern.core.message.Holder;
import io.quern.core.message.Planning;
import io.quern.core.message.ResultLocation;
import io.quern.core.message.WorkerInstruction.DefineFunction;
import io.quern.core.runtime.SystemClock;
import io.quern.core.task.OutputMeasure;
import io.quern.core.task.Parts;
import io.quern.core.task.Planned;
import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskFailure;
import io.quern.core.task.TaskFunction;
import io.quern.core.task.TaskInputs;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.local.LocalTransport;
import io.quern.core.value.Functions;
import io.quern.worker.code.JobCodes;
import io.quern.worker.exchange.Exchanges;
import io.quern.worker.execution.ExecutionEvent;
import io.quern.worker.execution.ExecutionEvent.CommitAsked;
import io.quern.worker.execution.ExecutionEvent.RunCancelled;
import io.quern.worker.execution.ExecutionEvent.RunFailed;
import io.quern.worker.execution.ExecutionEvent.RunLostInput;
import io.quern.worker.execution.ExecutionEvent.RunSucceeded;
import io.quern.worker.execution.ExecutionInstruction.StartRun;
import io.quern.worker.memory.WorkerMemory;
import io.quern.worker.output.TaskOutputs;
import io.quern.worker.store.ResultStore;
import io.quern.worker.store.RoomyMemory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SlotsTest {
    private static final JobId JOB = new JobId(1, 2);
    private static final ClassLoader LOADER = SlotsTest.class.getClassLoader();

    private final Functions functions = Functions.of(LOADER);
    private final WorkerMemory memory = RoomyMemory.make();
    private final ResultStore store = RoomyMemory.store(memory);
    private final BlockingQueue<ExecutionEvent> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<OutOfMemoryError> outOfMemory = new LinkedBlockingQueue<>();
    private final LocalTransport transport = new LocalTransport();
    private final JobCodes codes = JobCodes.ofThisProcess(LOADER);
    private final Slots slots = new Slots(
            "w",
            1,
            store,
            new Exchanges(store, transport, memory::receiving),
            codes,
            TaskOutputs.uncaptured("w", new SystemClock()),
            memory,
            ToldValues.SHORT,
            new ClusterLink(transport, "local://s"),
            new SystemClock(),
            events::add,
            Duration.ofSeconds(10),
            outOfMemory::add);

    @AfterEach
    void close() {
        slots.close();
        transport.close();
    }

    @Test
    void resultIsInTheStoreWhenTheEndIsReported() throws InterruptedException {
        start(
                run(0, 0),
                (argument, inputs, context) -> {
                    context.count("rows", 3);
                    context.count("rows", 4);
                    return argument + " " + context.stageName() + " " + context.partitions();
                },
                "given");

        RunSucceeded ended = next(RunSucceeded.class);
        assertThat(ended.run()).isEqualTo(run(0, 0));
        assertThat(ended.counters()).containsEntry("rows", 7L);
        assertThat(value(run(0, 0))).isEqualTo("given stage-0 9");
        assertThat(ended.sizeBytes()).isPositive().isEqualTo(store.heldBytes());
    }

    @Test
    void anActorIsHandedToItsCallsAsItIsAndCountsForNothing() throws InterruptedException {
        start(run(0, 0), (_, _, _) -> new ActorObject(new AtomicInteger()), null);
        assertThat(next(RunSucceeded.class).sizeBytes()).isZero();
        TaskFunction<Object> call = (_, inputs, context) -> ((ActorObject) inputs.single())
                .call(context.run(), object -> ((AtomicInteger) object).incrementAndGet());
        DefineFunction function = stage(1, functions.serialize(call));
        for (int i = 1; i <= 3; i++) {
            launch(new StartRun(run(1, i), function, Payload.EMPTY, List.of(List.of(run(0, 0)))));
            next(RunSucceeded.class);
        }

        assertThat(value(run(1, 3))).isEqualTo(3);
    }

    @Test
    void inputsComeByPatternInTheirOrder() throws InterruptedException {
        store.keep(run(7, 0), new HeldResult("a", 1), codes.use(run(7, 0).task()));
        store.keep(run(7, 1), new HeldResult(null, 0), codes.use(run(7, 1).task()));
        TaskFunction<Object> function = (_, inputs, _) -> inputs.of(0) + "|" + inputs.of(1);
        launch(new StartRun(
                run(0, 0),
                stage(0, functions.serialize(function)),
                Payload.EMPTY,
                List.of(List.of(run(7, 1), run(7, 0)), List.of(run(7, 0)))));

        next(RunSucceeded.class);
        assertThat(value(run(0, 0))).isEqualTo("[null, a]|[a]");
    }

    @Test
    void partsOfAnExchangedInputAreReadByTheRun() throws InterruptedException {
        store.keep(
                run(7, 0),
                new HeldResult(new Parts(List.of("a", "b", "c")), 3),
                codes.use(run(7, 0).task()));
        TaskFunction<Object> function = (_, inputs, _) -> inputs.parts(0).next();
        launch(exchange(run(0, 2), function, run(7, 0)));

        next(RunSucceeded.class);
        assertThat(value(run(0, 2))).isEqualTo("c");
    }

    @Test
    void aRunWhosePartIsNowhereEndsWithoutFailing() throws InterruptedException {
        TaskFunction<Object> function = (_, inputs, _) -> inputs.parts(0).next();
        launch(exchange(run(0, 2), function, run(7, 0)));

        RunLostInput lost = next(RunLostInput.class);
        assertThat(lost.input()).isEqualTo(run(7, 0));
        assertThat(lost.holder().dataAddress()).isEqualTo("local://nobody");
    }

    private StartRun exchange(RunId run, TaskFunction<Object> function, RunId output) {
        Holder nobody = new Holder(new WorkerId(9), "local://nobody");
        return new StartRun(
                run,
                stage(0, functions.serialize(function)),
                Payload.EMPTY,
                List.of(List.of()),
                Map.of(0, List.of(new ResultLocation(output, 9, List.of(nobody)))),
                null);
    }

    @Test
    void whateverAFunctionThrowsIsAFailureOfItsRun() throws InterruptedException {
        start(
                run(0, 0),
                (_, _, _) -> {
                    throw new IllegalStateException("no such thing");
                },
                null);
        start(
                run(1, 1),
                (_, _, _) -> {
                    throw new OutOfMemoryError("pretended");
                },
                null);

        TaskFailure user = next(RunFailed.class).failure();
        assertThat(user.code()).isEqualTo(ErrorCode.USER);
        assertThat(user.summary()).isEqualTo("no such thing (task stage-0[0] on w)");
        assertThat(user.root().frames().getFirst()).contains("SlotsTest");
        assertThat(next(RunFailed.class).failure().code()).isEqualTo(ErrorCode.RESOURCES);
        assertThat(outOfMemory).extracting(Throwable::getMessage).containsExactly("pretended");
    }

    private static final class SpitefulException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("no cause");
        }
    }

    @Test
    void anExceptionWhoseMethodsFailEndsItsRunAndFreesItsSlot() throws InterruptedException {
        start(
                run(0, 0),
                (_, _, _) -> {
                    throw new SpitefulException();
                },
                null);
        start(run(1, 0), (_, _, _) -> "next", null);

        assertThat(next(RunFailed.class).failure().summary())
                .contains("its message cannot be had: java.lang.IllegalStateException");
        assertThat(next(RunSucceeded.class).run()).isEqualTo(run(1, 0));
    }

    @Test
    void functionThatCannotBeReadFailsItsRuns() throws InterruptedException {
        launch(new StartRun(run(0, 0), stage(0, Payload.of(new byte[] {99})), Payload.EMPTY, List.of()));
        launch(new StartRun(run(1, 0), stage(1, functions.serialize("text")), Payload.EMPTY, List.of()));

        assertThat(next(RunFailed.class).failure().code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(next(RunFailed.class).failure().summary())
                .contains("the function of stage stage-1 is a java.lang.String, not a");
    }

    @Test
    void functionIsReadOnceForItsStage() throws InterruptedException {
        DefineFunction stage = stage(0, functions.serialize(new Counted("x")));
        Counted.MADE.set(0);
        for (int partition = 0; partition < 5; partition++) {
            launch(new StartRun(run(0, partition), stage, Payload.EMPTY, List.of()));
            next(RunSucceeded.class);
        }
        assertThat(Counted.MADE).hasValue(1);

        slots.forget(JOB);
        launch(new StartRun(run(0, 6), stage, Payload.EMPTY, List.of()));
        next(RunSucceeded.class);
        assertThat(Counted.MADE).hasValue(2);
    }

    @Test
    void threadCarriesTheTask() throws InterruptedException {
        start(run(0, 4), (_, _, _) -> Thread.currentThread().getName(), null);

        next(RunSucceeded.class);
        assertThat(value(run(0, 4))).isEqualTo("quern-task stage-0");
    }

    @Test
    void interruptEndsARunAndDoesNotReachTheNextOfItsThread() throws InterruptedException {
        start(run(0, 0), (_, _, context) -> context.awaitCommitGrant(), null);
        next(CommitAsked.class);

        slots.interrupt(run(0, 0));
        assertThat(next(RunCancelled.class).run()).isEqualTo(run(0, 0));

        start(run(1, 0), (_, _, _) -> Thread.currentThread().isInterrupted(), null);
        next(RunSucceeded.class);
        assertThat(value(run(1, 0))).isEqualTo(false);
    }

    @Test
    void runThatIsCancelledBeforeItBeginsRunsNothing() throws InterruptedException {
        start(run(0, 0), (_, _, context) -> context.awaitCommitGrant(), null);
        next(CommitAsked.class);
        start(run(1, 0), (_, _, _) -> "ran", null);
        slots.interrupt(run(1, 0));
        slots.answerCommit(run(0, 0), true);

        assertThat(next(RunCancelled.class).run()).isEqualTo(run(1, 0));
        next(RunSucceeded.class);
        assertThat(store.lookUp(run(1, 0))).isEmpty();
    }

    @Test
    void runBeginsNotBeforeItIsLaunchedAndMayBeTakenBackUntilThen() throws InterruptedException {
        TaskFunction<Object> function = (_, _, _) -> "ran";
        slots.prepare(new StartRun(run(0, 0), stage(0, functions.serialize(function)), Payload.EMPTY, List.of()));
        slots.interrupt(run(0, 0));
        assertThat(next(RunCancelled.class).run()).isEqualTo(run(0, 0));
        slots.launch();

        start(run(0, 1), function, null);
        assertThat(next(RunSucceeded.class).run()).isEqualTo(run(0, 1));
        assertThat(store.lookUp(run(0, 0))).isEmpty();
    }

    @Test
    void inputsOfAPreparedRunMayBeDroppedBeforeItIsLaunched() throws InterruptedException {
        store.keep(run(7, 0), new HeldResult("a", 1), codes.use(run(7, 0).task()));
        TaskFunction<Object> function = (_, inputs, _) -> inputs.of(0).toString();
        slots.prepare(new StartRun(
                run(0, 0), stage(0, functions.serialize(function)), Payload.EMPTY, List.of(List.of(run(7, 0)))));
        store.drop(run(7, 0));
        slots.launch();

        next(RunSucceeded.class);
        assertThat(value(run(0, 0))).isEqualTo("[a]");
    }

    @Test
    void runsThatAreLaunchedTogetherRunInTheirOrder() throws InterruptedException {
        DefineFunction stage = stage(0, functions.serialize((TaskFunction<Object>) (_, _, _) -> null));
        for (int partition = 0; partition < 20; partition++) {
            slots.prepare(new StartRun(run(0, partition), stage, Payload.EMPTY, List.of()));
        }
        slots.launch();

        for (int partition = 0; partition < 20; partition++) {
            assertThat(next(RunSucceeded.class).run()).isEqualTo(run(0, partition));
        }
    }

    @Test
    void answerReachesTheRunThatWaits() throws InterruptedException {
        start(run(0, 0), (_, _, context) -> context.awaitCommitGrant() + " " + context.awaitCommitGrant(), null);

        next(CommitAsked.class);
        slots.answerCommit(run(0, 0), true);
        next(CommitAsked.class);
        slots.answerCommit(run(0, 0), false);

        next(RunSucceeded.class);
        assertThat(value(run(0, 0))).isEqualTo("true false");
    }

    @Test
    void countersAreFewAndHaveShortNames() throws InterruptedException {
        start(
                run(0, 0),
                (_, _, context) -> {
                    for (int i = 0; i <= 100; i++) {
                        context.count("rows of customer " + i, 1);
                    }
                    return null;
                },
                "");
        assertThat(next(RunFailed.class).failure().summary())
                .startsWith("stage stage-0 has 100 counters in one run, which is the limit, and wants one more, rows "
                        + "of customer 100; put what varies into the result");
        start(
                run(1, 0),
                (_, _, context) -> {
                    context.count("x".repeat(201), 1);
                    return null;
                },
                "");
        assertThat(next(RunFailed.class).failure().summary())
                .startsWith("stage stage-1 counts under a name of 201 characters, the limit is 200");
    }

    @Test
    void resultThatCannotBeSentFailsItsRun() throws InterruptedException {
        start(run(0, 0), (_, _, _) -> Thread.currentThread(), null);

        assertThat(next(RunFailed.class).failure().summary()).contains("java.lang.Thread");
        assertThat(store.lookUp(run(0, 0))).isEmpty();
    }

    @Test
    void aPlannerSeesWhatWasMeasuredAndItsPlanGoesWithTheNews() throws InterruptedException {
        Planning planning = new Planning(
                5,
                List.of(new Planning.MeasuredInput(
                        0, List.of(new OutputMeasure(10, Map.of("rows", 3L)), new OutputMeasure(20, Map.of())))));
        plan(
                0,
                (_, inputs, context) -> {
                    StageSpec stage = new StageSpec(
                            context.nextStage(),
                            "later",
                            inputs.of(0).size(),
                            true,
                            List.of(),
                            Payload.of(new byte[] {1}),
                            List.of());
                    return new Planned(
                            new StagePlan(List.of(stage), stage.id()),
                            inputs.of(0).toString());
                },
                planning);

        StagePlan plan = Objects.requireNonNull(next(RunSucceeded.class).plan());
        assertThat(plan.stages().getFirst().partitions()).isEqualTo(2);
        assertThat(plan.output()).isEqualTo(5);
        assertThat(value(run(0, 0)))
                .isEqualTo(
                        "[OutputMeasure[sizeBytes=10, counters={rows=3}], OutputMeasure[sizeBytes=20, counters={}]]");
    }

    @Test
    void onlyPlannersPlanAndTheyDoWithinTheLimit() throws InterruptedException {
        Planning planning = new Planning(1, List.of());
        plan(3, (_, _, _) -> 7, planning);
        assertThat(next(RunFailed.class).failure().summary())
                .startsWith("planner stage-3 returned a java.lang.Integer; return a io.quern.core.task.Planned");
        plan(4, (_, _, _) -> null, planning);
        assertThat(next(RunFailed.class).failure().summary()).startsWith("planner stage-4 returned null; return a");
        plan(
                5,
                (_, _, context) -> {
                    Payload large = Payload.of(new byte[17 * 1024 * 1024]);
                    StageSpec stage =
                            new StageSpec(context.nextStage(), "large", 1, false, List.of(), large, List.of());
                    return new Planned(new StagePlan(List.of(stage), StagePlan.NO_OUTPUT));
                },
                planning);
        assertThat(next(RunFailed.class).failure().summary())
                .contains("planned stages of 178259")
                .contains("the limit is 16777216");
        start(run(1, 0), (_, _, _) -> new Planned(StagePlan.NOTHING), null);
        assertThat(next(RunFailed.class).failure().summary())
                .startsWith("stage stage-1 returned a plan but is no planner");
        start(run(2, 0), (_, _, context) -> context.nextStage(), null);
        assertThat(next(RunFailed.class).failure().summary())
                .startsWith("stage stage-2 is no planner and may append no stages");
    }

    private void plan(int stage, TaskFunction<Object> function, Planning planning) {
        List<List<RunId>> inputs =
                planning.measured().stream().map(_ -> List.<RunId>of()).toList();
        launch(new StartRun(
                run(stage, 0), stage(stage, functions.serialize(function)), Payload.EMPTY, inputs, Map.of(), planning));
    }

    private void start(RunId run, TaskFunction<Object> function, Object argument) {
        Payload given = argument == null ? Payload.EMPTY : functions.serialize(argument);
        launch(new StartRun(run, stage(run.task().stage(), functions.serialize(function)), given, List.of()));
    }

    private void launch(StartRun start) {
        slots.prepare(start);
        slots.launch();
    }

    private @Nullable Object value(RunId run) {
        return store.lookUp(run).orElseThrow().value();
    }

    private static RunId run(int stage, int partition) {
        return new RunId(new TaskKey(JOB, stage, partition), 1);
    }

    private static DefineFunction stage(int stage, Payload function) {
        return new DefineFunction(JOB, stage, 0, "stage-" + stage, 9, function);
    }

    private <T extends ExecutionEvent> T next(Class<T> kind) throws InterruptedException {
        ExecutionEvent event = events.poll(50, TimeUnit.SECONDS);
        assertThat(event).isInstanceOf(kind);
        return kind.cast(event);
    }

    /// Counts how often it is made anew.
    record Counted(String text) implements TaskFunction<Object> {
        static final AtomicInteger MADE = new AtomicInteger();

        Counted {
            MADE.incrementAndGet();
        }

        @Override
        public Object run(Object argument, TaskInputs inputs, TaskContext context) {
            return text;
        }
    }
}
