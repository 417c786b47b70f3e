package io.quern.worker.running;

import io.quern.core.current.ActorObject;
import io.quern.core.current.ClusterLink;
import io.quern.core.current.CurrentTask;
import io.quern.core.error.QuernException;
import io.quern.core.graph.Payload;
import io.quern.core.graph.StagePlan;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.message.ResultLocation;
import io.quern.core.runtime.Clock;
import io.quern.core.task.FailureReport;
import io.quern.core.task.PartStream;
import io.quern.core.task.Planned;
import io.quern.core.task.TaskInputs;
import io.quern.core.transport.HeldResult;
import io.quern.core.value.MissingClass;
import io.quern.worker.code.CodeUse;
import io.quern.worker.code.JobCode;
import io.quern.worker.code.JobCodes;
import io.quern.worker.exchange.Exchanges;
import io.quern.worker.exchange.InputGoneException;
import io.quern.worker.execution.ExecutionEvent;
import io.quern.worker.execution.ExecutionEvent.InputUnreadable;
import io.quern.worker.execution.ExecutionEvent.RunCancelled;
import io.quern.worker.execution.ExecutionEvent.RunFailed;
import io.quern.worker.execution.ExecutionEvent.RunLostInput;
import io.quern.worker.execution.ExecutionEvent.RunSucceeded;
import io.quern.worker.execution.ExecutionInstruction.StartRun;
import io.quern.worker.memory.WorkerMemory;
import io.quern.worker.output.TaskOutputs;
import io.quern.worker.store.DamagedResultException;
import io.quern.worker.store.ResultStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs tasks, on threads named after their functions ([SlotThreads]).
///
/// The event loop calls [#prepare], [#launch], [#resume], [#interrupt], [#answerCommit] and [#forget]. The end of a
/// run is reported exactly once, after its result is in the store. Whatever a function throws becomes a failure of its
/// run, an [Error] too: an [OutOfMemoryError] fails the run as RESOURCES, unless it ends the process.
public final class Slots implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Slots.class);

    private final String workerName;
    private final ResultStore store;
    private final Exchanges exchanges;
    private final JobCodes codes;
    private final TaskOutputs outputs;
    private final WorkerMemory memory;
    private final ToldValues shortValues;
    private final StageFunctions functions = new StageFunctions();
    private final Clock clock;
    private final Consumer<ExecutionEvent> report;
    private final Duration stopGrace;
    private final Consumer<OutOfMemoryError> outOfMemory;
    private final ClusterLink cluster;
    private final SlotThreads threads;
    private final Map<RunId, RunningTask> running = new ConcurrentHashMap<>();

    /// Not yet launched; owned by the event loop.
    private final List<SlotThreads.Started> prepared = new ArrayList<>();

    /// @param codes the code of the jobs whose tasks run here
    /// @param outputs has what the runs wrote
    /// @param memory out of which runs reserve
    /// @param cluster for clients that tasks open
    /// @param shortValues go with the news of their runs
    /// @param stopGrace how long [#close] waits for runs that were interrupted
    /// @param outOfMemory told of such errors of runs first
    public Slots(
            String workerName,
            int threads,
            ResultStore store,
            Exchanges exchanges,
            JobCodes codes,
            TaskOutputs outputs,
            WorkerMemory memory,
            ToldValues shortValues,
            ClusterLink cluster,
            Clock clock,
            Consumer<ExecutionEvent> report,
            Duration stopGrace,
            Consumer<OutOfMemoryError> outOfMemory) {
        this.workerName = workerName;
        this.store = store;
        this.exchanges = exchanges;
        this.codes = codes;
        this.outputs = outputs;
        this.memory = memory;
        this.shortValues = shortValues;
        this.clock = clock;
        this.report = report;
        this.stopGrace = stopGrace;
        this.outOfMemory = outOfMemory;
        this.cluster = cluster;
        this.threads = new SlotThreads(threads);
    }

    /// Makes a run ready to begin with the next [#launch]. Its inputs are taken from the store here, so that nothing
    /// can drop them in between.
    public void prepare(StartRun start) {
        GivenInputs given = GivenInputs.of(start, store);
        StageFunction function = functions.of(start.function());
        CodeUse code = codes.use(start.run().task());
        RunningTask task = new RunningTask(
                start.run(), start.function(), start.planning(), code, given, clock, threads, memory, report);
        running.put(start.run(), task);
        prepared.add(new SlotThreads.Started(start.run(), () -> run(task, function, start.argument())));
    }

    /// Begins the prepared runs, as slots are free. Called once the scheduler has been told of them, so that it
    /// knows whom to blame should they end the process.
    public void launch() {
        if (!prepared.isEmpty()) {
            threads.start(prepared);
            prepared.clear();
        }
    }

    /// Gives a run its slot back; does nothing where it has ended.
    public void resume(RunId run) {
        RunningTask task = running.get(run);
        if (task != null) {
            threads.resume(task.slot());
        }
    }

    /// Interrupts a run; does nothing where it has ended. One that has not begun ends at once.
    public void interrupt(RunId run) {
        RunningTask task = running.get(run);
        if (task == null) {
            return;
        }
        task.cancel();
        if (prepared.removeIf(waiting -> waiting.run().equals(run)) || threads.recall(run)) {
            running.remove(run);
            task.giveBack();
            report.accept(new RunCancelled(run));
        }
    }

    /// Hands a run the answer it waits for; does nothing where it has ended.
    public void answerCommit(RunId run, boolean isGranted) {
        RunningTask task = running.get(run);
        if (task != null) {
            task.answerCommit(isGranted);
        }
    }

    /// Forgets the functions of stages.
    public void forget(JobId job, List<Integer> stages) {
        functions.forget(job, stages);
    }

    /// Forgets the functions of a job.
    public void forget(JobId job) {
        functions.forget(job);
    }

    /// @return whether the run still had its slot at its end
    private boolean run(RunningTask task, StageFunction function, Payload argument) {
        SlotThread.nameAfter(function.definition().name());
        task.begin();
        ExecutionEvent outcome = attempt(task, function, argument);
        outputs.end(task);
        running.remove(task.run());
        Thread.currentThread().setContextClassLoader(Slots.class.getClassLoader());
        task.giveBack();
        boolean hasSlot = task.end();
        report.accept(outcome);
        return hasSlot;
    }

    private ExecutionEvent attempt(RunningTask task, StageFunction function, Payload argument) {
        RunId run = task.run();
        try {
            task.checkCancelled();
            memory.awaitSpills();
            long startNanos = clock.nanoTime();
            JobCode code = task.code().await();
            Thread.currentThread().setContextClassLoader(code.classes());
            TaskInputs inputs = read(task, code);
            @Nullable
            Object returned = new CurrentTask(task, cluster, task, task.code().codeSet())
                    .run(() -> function.get(code).run(code.read(argument), inputs, task));
            Planned planned = PlannerRules.planned(task, returned);
            @Nullable Object value = planned == null ? returned : planned.value();
            Payload shortValue = shortValues.of(value, code.codecs());
            // What an actor holds is the program's own business, and changes.
            long bytes = value instanceof ActorObject ? 0 : code.codecs().sizeBytes(value);
            HeldResult held = task.code().held(value, bytes);
            store.keep(run, held, task.code().again());
            long sizeBytes = held.sizeBytes();
            long elapsedNanos = clock.nanoTime() - startNanos - task.slot().blockedNanos();
            StagePlan plan = planned == null ? null : planned.plan();
            return new RunSucceeded(run, sizeBytes, elapsedNanos, task.counters(), shortValue, plan);
        } catch (InputGoneException gone) {
            log.warn("{} of {} ends without its input: {}", run, task.stageName(), gone.getMessage());
            return task.isCancelled() ? new RunCancelled(run) : new RunLostInput(run, gone.input(), gone.holder());
        } catch (DamagedResultException damaged) {
            store.tellDamage(damaged);
            return task.isCancelled() ? new RunCancelled(run) : new InputUnreadable(run, damaged.result());
        } catch (Throwable thrown) {
            if (thrown instanceof OutOfMemoryError error) {
                outOfMemory.accept(error);
            }
            if (task.isCancelled()) {
                return new RunCancelled(run);
            }
            return new RunFailed(
                    run,
                    FailureReport.of(withRemedy(thrown), run, task.stageName(), workerName)
                            .withLastLines(outputs.lastLines(run)));
        }
    }

    /// What is on the disk is brought to memory, once there is room.
    private TaskInputs read(RunningTask task, JobCode code) throws InterruptedException, DamagedResultException {
        boolean isLoading = task.awaitInputs();
        TaskInputs inputs = task.inputs().readBy(code, open(task));
        if (isLoading) {
            task.inputsLoaded();
        }
        return inputs;
    }

    private Map<Integer, PartStream> open(RunningTask task) {
        Map<Integer, List<ResultLocation>> exchanged = task.inputs().exchanged();
        return exchanged.isEmpty() ? Map.of() : exchanges.open(task.run(), task.partitions(), exchanged, task.memory());
    }

    /// A class that a function needs and nobody sent is told with what to do about it. Only of the JDK's own exceptions
    /// anything is asked here: methods of the program's may fail, and the run would have no end.
    private static Throwable withRemedy(Throwable thrown) {
        Class<?> type = thrown.getClass();
        boolean isMissing = type.equals(ClassNotFoundException.class)
                || (type.equals(NoClassDefFoundError.class) && thrown.getCause() instanceof ClassNotFoundException);
        String missing = isMissing ? thrown.getMessage() : null;
        return missing != null ? QuernException.user(MissingClass.text(missing), thrown) : thrown;
    }

    /// Interrupts what runs and waits for it. A run that ignores the interrupt is left to a daemon thread,
    /// which does not keep the process.
    @Override
    public void close() {
        running.values().forEach(RunningTask::cancel);
        try {
            if (!threads.close(stopGrace)) {
                log.warn(
                        "{} runs ignore that they were interrupted {} ago and are left behind: {}",
                        running.size(),
                        stopGrace,
                        running.keySet());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
