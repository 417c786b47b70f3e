package io.quern.worker;

import io.quern.core.current.ClusterLink;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.key.RunId;
import io.quern.core.message.WorkerMessage;
import io.quern.core.message.WorkerMessage.MemoryState;
import io.quern.core.message.WorkerMessage.PredecessorDied;
import io.quern.core.message.WorkerMessage.RegisterWorker;
import io.quern.core.runtime.Clock;
import io.quern.core.runtime.EventLoop;
import io.quern.core.transport.Transport;
import io.quern.core.transport.local.LocalTransport;
import io.quern.worker.WorkerInput.ConnectFailed;
import io.quern.worker.WorkerInput.ConnectNow;
import io.quern.worker.WorkerInput.FetchMayBegin;
import io.quern.worker.WorkerInput.Happened;
import io.quern.worker.WorkerInput.MemoryChanged;
import io.quern.worker.WorkerInput.Tick;
import io.quern.worker.code.JobCodes;
import io.quern.worker.code.SchedulerCode;
import io.quern.worker.exchange.Exchanges;
import io.quern.worker.execution.ExecutionEvent;
import io.quern.worker.execution.ExecutionInstruction;
import io.quern.worker.execution.ExecutionSettings;
import io.quern.worker.execution.WorkerMachine;
import io.quern.worker.execution.story.StoryLine;
import io.quern.worker.memory.JvmMemory;
import io.quern.worker.memory.MemoryActions;
import io.quern.worker.memory.WorkerMemory;
import io.quern.worker.memory.decision.MemoryEvent;
import io.quern.worker.memory.decision.MemoryLimits;
import io.quern.worker.nanny.Predecessor;
import io.quern.worker.output.TaskOutputs;
import io.quern.worker.running.Slots;
import io.quern.worker.running.ToldValues;
import io.quern.worker.spill.SpillFolders;
import io.quern.worker.store.ResultStore;
import io.quern.worker.store.SpillThreads;
import io.quern.worker.transfer.InputFetches;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A worker: registers with a scheduler, runs what it is assigned and serves the results.
///
/// It is the state machine of `io.quern.worker.execution` on one event loop, with a store, the threads that run
/// tasks, and a transport, which the caller owns. A stream to the scheduler that breaks is opened again, as a
/// new incarnation that offers the results of the one before; after
/// [WorkerTimes#reconnectFor()] without a scheduler the worker ends with an error.
public final class WorkerServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WorkerServer.class);
    private static final int QUEUE_CAPACITY = 65_536;
    private static final int BATCH_MAX = 1_024;
    private static final int DUMPED_STEPS = 100;
    private static final Duration RETRY_FIRST = Duration.ofMillis(100);
    private static final Duration RETRY_MAX = Duration.ofSeconds(2);

    private final WorkerOptions options;
    private final Clock clock;
    private final SpillFolders spill;
    private final WorkerMemory memory;
    private final ResultStore store;
    private final JvmMemory jvm;
    private final WorkerMachine machine;
    private final EventLoop<WorkerInput> loop;
    private final SchedulerLink link;
    private final JobCodes codes;
    private final SchedulerCode supply;
    private final Slots slots;
    private final InputFetches fetches;
    private final String dataAddress;
    private final CompletableFuture<Void> registered = new CompletableFuture<>();
    private final CompletableFuture<String> ended = new CompletableFuture<>();

    /// Written by the event loop before the end is told.
    private volatile boolean isRecycled;

    // Owned by the event loop.
    private @Nullable PredecessorDied untoldDeath;
    private Duration retryDelay = RETRY_FIRST;
    private long unregisteredSinceNanos;
    private boolean isIntakePaused;
    private @Nullable MemoryState toldFigures;

    private WorkerServer(WorkerOptions options, Transport transport, JobCodes codes, TaskOutputs outputs, Clock clock) {
        this.codes = codes;
        this.spill = new SpillFolders(options.spill());
        MemoryLimits limits = JvmMemory.limits(options.memory(), SpillThreads.COUNT);
        this.memory = new WorkerMemory(limits, options.threads(), spill, JvmMemory::usedAfterCollection);
        this.store = new ResultStore(memory, spill, clock, this::tellDamage);
        this.supply = new SchedulerCode(transport, options.schedulerAddress());
        this.options = options;
        this.clock = clock;
        this.dataAddress = transport.serve(options.dataAddress(), new HeldHere(store, outputs, memory));
        ExecutionSettings defaults = ExecutionSettings.of(new RegisterWorker(
                options.name(),
                dataAddress,
                options.threads(),
                options.memoryBytes(),
                Math.min(options.memoryBytes(), limits.reserveMaxBytes()),
                options.resources()));
        this.machine = new WorkerMachine(new ExecutionSettings(
                defaults.registration(),
                defaults.fetchesMax(),
                options.times().heartbeat(),
                options.times().schedulerSilenceMax(),
                options.times().cancelGrace(),
                defaults.storyLinesMax(),
                false));
        this.loop = new EventLoop<>(
                "quern-worker " + options.name(), QUEUE_CAPACITY, BATCH_MAX, clock, this::handle, this::fail);
        this.link = new SchedulerLink(transport, options.schedulerAddress(), clock, loop::post);
        this.slots = new Slots(
                options.name(),
                options.threads(),
                store,
                new Exchanges(store, transport, memory::receiving),
                codes,
                outputs,
                memory,
                dataAddress.startsWith(LocalTransport.SCHEME) ? ToldValues.NONE : ToldValues.SHORT,
                new ClusterLink(transport, options.schedulerAddress()),
                clock,
                this::post,
                options.times().stopGrace(),
                options.outOfMemory());
        this.fetches = new InputFetches(transport, store, codes, memory, this::post);
        this.unregisteredSinceNanos = clock.nanoTime();
        memory.carriedOutBy(new MemoryActions() {
            @Override
            public void spill(RunId result) {
                store.spill(result);
            }

            @Override
            public void tryDisk() {
                store.tryDisk();
            }

            @Override
            public void fetch(RunId result) {
                boolean _ = loop.post(new FetchMayBegin(result));
            }

            @Override
            public void intakeChanged() {
                boolean _ = loop.post(new MemoryChanged());
            }
        });
        this.jvm = JvmMemory.watch(memory);
    }

    /// Starts a worker; it connects in the background ([#awaitRegistered()]).
    ///
    /// @param transport stays open when the worker ends
    /// @param taskClasses finds the classes of the programs whose tasks run here; no code travels
    /// @throws QuernException where its results cannot be served at the data address
    public static WorkerServer start(WorkerOptions options, Transport transport, ClassLoader taskClasses, Clock clock) {
        TaskOutputs outputs = TaskOutputs.uncaptured(options.name(), clock);
        return start(options, transport, JobCodes.ofThisProcess(taskClasses), outputs, clock, null);
    }

    /// Starts a worker that stands in for a process that died, which its scheduler is told.
    ///
    /// @param codes the code of jobs, which the transport uses too
    /// @param outputs what tasks write in this process
    /// @param predecessor how that one died; null where this is the first
    public static WorkerServer start(
            WorkerOptions options,
            Transport transport,
            JobCodes codes,
            TaskOutputs outputs,
            Clock clock,
            @Nullable Predecessor predecessor) {
        WorkerServer server = new WorkerServer(options, transport, codes, outputs, clock);
        if (predecessor != null) {
            server.untoldDeath =
                    new PredecessorDied(predecessor.exit(), predecessor.isOutOfMemory(), predecessor.lastErrorLines());
        }
        Thread.ofVirtual().name("quern-spill-cleaning").start(server.spill::removeDead);
        server.loop.start();
        server.loop.post(new ConnectNow());
        server.loop.post(new Tick());
        return server;
    }

    /// Where peers and clients fetch its results.
    public String dataAddress() {
        return dataAddress;
    }

    /// Waits until the scheduler has accepted it for the first time.
    ///
    /// @throws QuernException if it ended before: it says why
    public void awaitRegistered() throws InterruptedException {
        await(registered);
    }

    /// Waits until it has ended, because it was told to.
    ///
    /// @return why
    /// @throws QuernException if it ended because something went wrong
    public String awaitEnd() throws InterruptedException {
        return await(ended);
    }

    /// Whether its scheduler told it to end so that another process takes its place, since a cancelled run would
    /// not end.
    public boolean isRecycled() {
        return isRecycled;
    }

    private static <T> T await(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof QuernException known) {
                throw new QuernException(known.code(), String.valueOf(known.getMessage()), known);
            }
            throw new QuernException(ErrorCode.INTERNAL, "the worker failed: " + cause, cause);
        }
    }

    /// Ends it: interrupts its runs, closes its stream and waits for its threads. Its results go.
    @Override
    public void close() {
        post(new ExecutionEvent.StopAsked("the worker was stopped"));
        loop.close();
        finish("the worker was stopped");
        slots.close();
        jvm.close();
        store.close();
        spill.close();
        try {
            store.awaitEnds(options.times().stopGrace());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void post(ExecutionEvent event) {
        boolean _ = loop.post(new Happened(event));
    }

    private void handle(List<WorkerInput> batch) {
        for (WorkerInput input : batch) {
            switch (input) {
                case Happened happened -> step(happened.event());
                case Tick _ -> {
                    long nowNanos = clock.nanoTime();
                    memory.tell(new MemoryEvent.TimePassed(nowNanos, JvmMemory.directBytes()));
                    lookAtMemory();
                    step(new ExecutionEvent.TimePassed(nowNanos));
                    loop.postAfter(options.times().heartbeat().dividedBy(4), new Tick());
                }
                case MemoryChanged _ -> changeIntake();
                case FetchMayBegin may -> fetches.begin(may.result());
                case ConnectNow _ -> link.connect();
                case ConnectFailed failed -> retry(failed.reason());
            }
        }
        link.flush();
        slots.launch();
        if (machine.isRegistered() && registered.complete(null)) {
            log.info("{} is registered at {}", options.name(), options.schedulerAddress());
        }
    }

    private void tellDamage(RunId result, String problem) {
        post(new ExecutionEvent.ResultDamaged(result, problem));
    }

    /// What is true now counts: changes may be told in another order than they came about.
    private void changeIntake() {
        boolean isPaused = memory.isPaused();
        if (isPaused != isIntakePaused) {
            isIntakePaused = isPaused;
            step(new ExecutionEvent.IntakeChanged(isPaused));
        }
    }

    private void lookAtMemory() {
        MemoryState figures = memory.figures();
        if (!figures.equals(toldFigures)) {
            toldFigures = figures;
            step(new ExecutionEvent.MemoryMeasured(figures));
        }
    }

    private void step(ExecutionEvent event) {
        if (machine.isRegistered()) {
            retryDelay = RETRY_FIRST;
            unregisteredSinceNanos = clock.nanoTime();
        }
        for (ExecutionInstruction instruction : machine.handle(event)) {
            follow(instruction);
        }
    }

    private void follow(ExecutionInstruction instruction) {
        switch (instruction) {
            case ExecutionInstruction.SendToScheduler send -> send(send.stream(), send.message());
            case ExecutionInstruction.FetchInput fetch ->
                fetches.want(fetch.result(), fetch.holder(), fetch.sizeBytes());
            case ExecutionInstruction.StartRun start -> slots.prepare(start);
            case ExecutionInstruction.ResumeRun resume -> slots.resume(resume.run());
            case ExecutionInstruction.InterruptRun interrupt -> slots.interrupt(interrupt.run());
            case ExecutionInstruction.PassCommitAnswer answer -> slots.answerCommit(answer.run(), answer.isGranted());
            case ExecutionInstruction.DropResult drop -> store.drop(drop.result());
            case ExecutionInstruction.LearnCode learn ->
                codes.learn(learn.job(), learn.stage(), learn.codeSet(), supply);
            case ExecutionInstruction.ForgetStages forget -> {
                slots.forget(forget.job(), forget.stages());
                codes.forget(forget.job(), forget.stages());
            }
            case ExecutionInstruction.ForgetJob forget -> {
                slots.forget(forget.job());
                codes.forget(forget.job());
            }
            case ExecutionInstruction.CloseStream close -> link.close(close.stream(), close.reason());
            case ExecutionInstruction.Reconnect reconnect -> {
                log.warn(
                        "{} lost its scheduler at {}: {}. Its runs are stopped; it keeps its results and registers anew",
                        options.name(),
                        options.schedulerAddress(),
                        reconnect.reason());
                retry(new QuernException(ErrorCode.NETWORK, "the stream broke: " + reconnect.reason()));
            }
            case ExecutionInstruction.EndWorker end -> {
                isRecycled = end.isStartedAnew();
                finish(end.reason());
            }
        }
    }

    /// Once, after the first registration: of a stream that breaks later the process before knew nothing.
    private void send(long stream, WorkerMessage message) {
        link.send(stream, message);
        if (message instanceof RegisterWorker && untoldDeath != null) {
            link.send(stream, untoldDeath);
            untoldDeath = null;
        }
    }

    /// Waits and connects again, longer each time. Only a registration makes it patient again: a scheduler that
    /// takes streams and closes them is as good as none.
    private void retry(QuernException reason) {
        if (ended.isDone()) {
            return;
        }
        Duration tried = Duration.ofNanos(clock.nanoTime() - unregisteredSinceNanos);
        if (!reason.isRetryable()) {
            fail(reason);
        } else if (tried.plus(retryDelay).compareTo(patience()) > 0) {
            fail(new QuernException(
                    ErrorCode.NETWORK,
                    "no scheduler at " + options.schedulerAddress() + " in " + brief(patience()) + ": "
                            + reason.getMessage(),
                    reason));
        } else {
            loop.postAfter(retryDelay, new ConnectNow());
            Duration doubled = retryDelay.multipliedBy(2);
            retryDelay = doubled.compareTo(RETRY_MAX) < 0 ? doubled : RETRY_MAX;
        }
    }

    private Duration patience() {
        return registered.isDone()
                ? options.times().reconnectFor()
                : options.times().connectFor();
    }

    private static String brief(Duration time) {
        return time.toMillis() % 1_000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    /// The worker is of no use any more: the scheduler cannot be had, or the machine is broken.
    private void fail(Throwable failure) {
        if (!(failure instanceof QuernException known && known.code() != ErrorCode.INTERNAL)) {
            List<StoryLine> steps = machine.recentSteps();
            log.error(
                    "{} failed; its last steps: {}",
                    options.name(),
                    steps.subList(Math.max(0, steps.size() - DUMPED_STEPS), steps.size()),
                    failure);
        }
        link.shutDown("the worker failed: " + failure.getMessage());
        registered.completeExceptionally(failure);
        ended.completeExceptionally(failure);
    }

    private void finish(String reason) {
        link.shutDown(reason);
        registered.completeExceptionally(new QuernException(ErrorCode.NETWORK, reason));
        ended.complete(reason);
    }
}
