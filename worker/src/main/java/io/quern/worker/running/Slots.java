package io.quern.worker.running;

import io.quern.core.graph.Payload;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.runtime.Clock;
import io.quern.core.task.FailureReport;
import io.quern.core.task.TaskInputs;
import io.quern.core.transport.HeldResult;
import io.quern.core.value.Functions;
import io.quern.core.value.ValueCodecs;
import io.quern.worker.execution.ExecutionEvent;
import io.quern.worker.execution.ExecutionEvent.RunCancelled;
import io.quern.worker.execution.ExecutionEvent.RunFailed;
import io.quern.worker.execution.ExecutionEvent.RunSucceeded;
import io.quern.worker.execution.ExecutionInstruction.StartRun;
import io.quern.worker.store.ResultStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The platform threads that run tasks: as many as the worker has slots, each named after the task that it runs.
///
/// The event loop calls [#start], [#interrupt], [#answerCommit] and [#forget]. The end of a run is reported exactly
/// once, after its result is in the store and its thread is free. Whatever a function throws becomes a failure of its
/// run, an [Error] too: an [OutOfMemoryError] fails the run as RESOURCES and the worker goes on.
public final class Slots implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Slots.class);

    private final String workerName;
    private final ResultStore store;
    private final ValueCodecs codecs;
    private final StageFunctions functions;
    private final Clock clock;
    private final Consumer<ExecutionEvent> report;
    private final Duration stopGrace;
    private final ExecutorService threads;
    private final Map<RunId, RunningTask> running = new ConcurrentHashMap<>();

    /// @param taskClasses finds the classes of the programs whose tasks run here
    /// @param stopGrace how long [#close] waits for runs that were interrupted
    public Slots(
            String workerName,
            int threads,
            ResultStore store,
            ClassLoader taskClasses,
            Clock clock,
            Consumer<ExecutionEvent> report,
            Duration stopGrace) {
        Functions serialised = Functions.of(taskClasses);
        this.workerName = workerName;
        this.store = store;
        this.codecs = ValueCodecs.load(serialised, taskClasses);
        this.functions = new StageFunctions(serialised, taskClasses);
        this.clock = clock;
        this.report = report;
        this.stopGrace = stopGrace;
        this.threads = Executors.newFixedThreadPool(
                threads,
                task -> Thread.ofPlatform().name("quern-idle-slot").daemon(true).unstarted(task));
    }

    /// Begins a run. Its inputs are taken from the store here, so that nothing can drop them in between.
    public void start(StartRun start) {
        List<List<@Nullable Object>> inputs = new ArrayList<>();
        for (List<RunId> pattern : start.inputs()) {
            List<@Nullable Object> values = new ArrayList<>(pattern.size());
            for (RunId input : pattern) {
                values.add(store.value(input));
            }
            inputs.add(values);
        }
        StageFunction function = functions.of(start.function());
        RunningTask task = new RunningTask(start.run(), start.function(), report);
        running.put(start.run(), task);
        TaskInputs given = inputs.isEmpty() ? TaskInputs.NONE : new TaskInputs(inputs);
        threads.execute(() -> run(task, function, start.argument(), given));
    }

    /// Interrupts a run; does nothing where it has ended.
    public void interrupt(RunId run) {
        RunningTask task = running.get(run);
        if (task != null) {
            task.cancel();
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

    private void run(RunningTask task, StageFunction function, Payload argument, TaskInputs inputs) {
        Thread.currentThread()
                .setName("quern-task " + function.definition().name() + "["
                        + task.run().task().partition() + "]#" + task.run().attempt());
        ExecutionEvent outcome = attempt(task, function, argument, inputs);
        Thread.currentThread().setName("quern-idle-slot");
        report.accept(outcome);
    }

    private ExecutionEvent attempt(RunningTask task, StageFunction function, Payload argument, TaskInputs inputs) {
        RunId run = task.run();
        long startNanos = clock.nanoTime();
        task.begin();
        try {
            task.checkCancelled();
            Object value = function.get().run(functions.argument(argument), inputs, task);
            long sizeBytes = codecs.sizeBytes(value);
            store.keep(run, new HeldResult(value, sizeBytes));
            return new RunSucceeded(run, sizeBytes, clock.nanoTime() - startNanos, task.counters());
        } catch (Throwable thrown) {
            if (task.isCancelled()) {
                return new RunCancelled(run);
            }
            return new RunFailed(run, FailureReport.of(thrown, run, task.stageName(), workerName));
        } finally {
            running.remove(run);
            task.end();
        }
    }

    /// Interrupts what runs and waits for it. A run that ignores the interrupt is left to a daemon thread, which does
    /// not keep the process.
    @Override
    public void close() {
        running.values().forEach(RunningTask::cancel);
        threads.shutdown();
        try {
            if (!threads.awaitTermination(stopGrace.toMillis(), TimeUnit.MILLISECONDS)) {
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
