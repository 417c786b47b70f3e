package io.quern.cluster.simulation;

import io.quern.core.graph.TaskRole;
import io.quern.core.key.RunId;
import io.quern.core.message.Holder;
import io.quern.core.message.Message;
import io.quern.core.message.Ping;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.message.WorkerMessage.RegisterWorker;
import io.quern.worker.execution.ExecutionEvent;
import io.quern.worker.execution.ExecutionInstruction;
import io.quern.worker.execution.ExecutionSettings;
import io.quern.worker.execution.WorkerMachine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A worker process: the worker's machine, its store and its threads. It can crash, come back, and freeze.
final class SimulatedWorker {
    /// Of which each worker has as many as threads.
    static final String RESOURCE = "GPU";

    static final long MEMORY_BYTES = 1_000_000_000;

    private static final long TICK_NANOS = 250 * SimulatedTime.MILLI;

    private final SimulatedCluster cluster;
    private final SimulatedTime time;
    private final SplittableRandom random;
    private final String name;
    private final int threads;

    private final SimulatedAttention attention;
    private final Map<RunId, Long> store = new HashMap<>();
    private final SimulatedCode.Learned code = new SimulatedCode.Learned();
    /// Peers that wait for a result, told if the process dies before it answers.
    private final List<Runnable> askers = new ArrayList<>();
    private final SimulatedRuns runs;
    private final Map<Long, SimulatedStream> streams = new HashMap<>();
    private @Nullable WorkerMachine machine;
    private long streamNumber;
    /// Number of this life of the process; what was planned in an earlier one does not happen.
    private long life;
    private boolean isAlive;
    private boolean mayRestart = true;

    SimulatedWorker(SimulatedCluster cluster, String name, int threads, SplittableRandom random) {
        this.cluster = cluster;
        this.time = cluster.time();
        this.random = random;
        this.attention = new SimulatedAttention(cluster.time());
        this.name = name;
        this.threads = threads;
        this.runs = new SimulatedRuns(cluster, this, store, threads, random);
    }

    String name() {
        return name;
    }

    String dataAddress() {
        return "sim://" + name;
    }

    boolean isAlive() {
        return isAlive;
    }

    /// Results held; those of a dead process are gone.
    int storedCount() {
        return store.size();
    }

    String describe() {
        return name + (isAlive ? " alive " + machine.describe() : " dead") + ", store " + store.keySet();
    }

    void start() {
        life++;
        code.forgetAll();
        isAlive = true;
        streamNumber = 0;
        RegisterWorker registration = new RegisterWorker(
                name, dataAddress(), threads, MEMORY_BYTES, MEMORY_BYTES, Map.of(RESOURCE, (long) threads));
        machine = new WorkerMachine(ExecutionSettings.of(registration).checkedAfterEveryEvent());
        connect(0);
        tick();
    }

    private void tick() {
        later(TICK_NANOS, () -> {
            handle(new ExecutionEvent.TimePassed(time.nowNanos()));
            if (cluster.losses().isResultForgotten()) {
                forgetOneResult();
            }
            tick();
        });
    }

    private void connect(long delayNanos) {
        later(delayNanos, () -> {
            long number = ++streamNumber;
            SimulatedStream stream = cluster.connectToScheduler(name, store::containsKey);
            streams.put(number, stream);
            long lifeOfStream = life;
            stream.end(0).listen(new SimulatedStream.Receiver() {
                @Override
                public void received(Message message) {
                    inLife(lifeOfStream, () -> take(number, message));
                }

                @Override
                public void closed(String reason) {
                    inLife(lifeOfStream, () -> {
                        streams.remove(number);
                        handle(new ExecutionEvent.ConnectionLost(number, reason));
                    });
                }
            });
            handle(new ExecutionEvent.Connected(number, time.nowNanos()));
        });
    }

    private void take(long stream, Message message) {
        if (cluster.losses().isLost(message)) {
            if (message instanceof WorkerInstruction.CancelRun cancel) {
                runs.calledOffInVain(cancel.run());
            }
            return;
        }
        switch (message) {
            case WorkerInstruction instruction ->
                handle(new ExecutionEvent.SchedulerSpoke(stream, instruction, time.nowNanos()));
            case Ping _ -> handle(new ExecutionEvent.SchedulerPinged(stream, time.nowNanos()));
            default -> throw new IllegalStateException(name + " got " + message);
        }
    }

    /// Plans something that this life of the process does.
    void later(long delayNanos, Runnable action) {
        long planned = life;
        time.after(delayNanos, () -> inLife(planned, action));
    }

    /// Does it if that life still lasts, once the process is not frozen.
    private void inLife(long planned, Runnable action) {
        if (isAlive && planned == life) {
            attention.take(() -> {
                if (isAlive && planned == life) {
                    action.run();
                }
            });
        }
    }

    void handle(ExecutionEvent event) {
        for (ExecutionInstruction instruction : machine.handle(event)) {
            if (isAlive) {
                perform(instruction);
            }
        }
    }

    private void perform(ExecutionInstruction instruction) {
        time.tell(() -> name + " does " + instruction);
        switch (instruction) {
            case ExecutionInstruction.SendToScheduler send -> {
                SimulatedStream stream = streams.get(send.stream());
                if (stream != null && !cluster.losses().isLost(send.message())) {
                    stream.end(0).send(send.message());
                }
            }
            case ExecutionInstruction.FetchInput fetch -> fetch(fetch.result(), fetch.holder());
            case ExecutionInstruction.StartRun start -> {
                if (!runs.isCalledOffInVain(start.run())) {
                    checkCode(start.run());
                }
                runs.begin(start);
            }
            case ExecutionInstruction.ResumeRun resume -> runs.resume(resume.run());
            case ExecutionInstruction.InterruptRun interrupt -> runs.interrupt(interrupt.run());
            case ExecutionInstruction.PassCommitAnswer answer -> runs.answer(answer.run(), answer.isGranted());
            case ExecutionInstruction.DropResult drop -> {
                store.remove(drop.result());
                runs.dropObject(drop.result());
            }
            case ExecutionInstruction.LearnCode learn -> code.learn(learn);
            case ExecutionInstruction.ForgetStages forget -> code.forget(forget.job(), forget.stages());
            case ExecutionInstruction.ForgetJob forget -> code.forget(forget.job());
            case ExecutionInstruction.CloseStream close -> {
                SimulatedStream stream = streams.remove(close.stream());
                if (stream != null) {
                    stream.end(0).close(close.reason());
                }
            }
            case ExecutionInstruction.Reconnect _ -> connect((1 + random.nextInt(500)) * SimulatedTime.MILLI);
            case ExecutionInstruction.EndWorker end -> {
                if (!end.isStartedAnew() && !end.reason().contains("retired")) {
                    throw new IllegalStateException(name + " ends: " + end.reason());
                }
                // Somebody starts another of its name after a while.
                long ending = life;
                time.after(0, () -> inLife(ending, this::crash));
            }
        }
    }

    private void fetch(RunId result, Holder holder) {
        if (cluster.tasks().roleOf(result) == TaskRole.ACTOR) {
            throw new IllegalStateException(name + " fetches the actor " + result);
        }
        if (!cluster.losses().arePlanted()) { // Else it may not have heard that a copy is not wanted any more.
            checkCode(result);
        }
        long planned = life;
        cluster.fetch(dataAddress(), holder.dataAddress(), result, new SimulatedCluster.Fetch() {
            @Override
            public void fetched(long value) {
                inLife(planned, () -> {
                    store.put(result, value);
                    handle(new ExecutionEvent.FetchSucceeded(result, SimulatedRun.sizeBytes(result)));
                });
            }

            @Override
            public void absent() {
                inLife(planned, () -> handle(new ExecutionEvent.FetchAbsent(result, holder, "not held")));
            }

            @Override
            public void unreachable() {
                inLife(planned, () -> handle(new ExecutionEvent.HolderUnreachable(result, holder, "no route")));
            }
        });
    }

    /// Simulated jobs need no code.
    private void checkCode(RunId run) {
        if (cluster.tasks().has(run.task())) {
            code.check(run);
        }
    }

    /// Serves a peer once the process is awake: the value, or null where it is not held.
    ///
    /// @param onGone called instead if the process is dead, or dies before it answers
    void serve(RunId result, Consumer<@Nullable Long> answer, Runnable onGone) {
        if (isAlive) {
            askers.add(onGone);
            attention.take(() -> {
                askers.remove(onGone);
                answer.accept(store.get(result));
            });
        } else {
            onGone.run();
        }
    }

    /// The process dies with all that it holds, and comes back after a while unless it is not to.
    void crash() {
        if (!isAlive) {
            return;
        }
        time.tell(() -> name + " dies");
        isAlive = false;
        streams.values().forEach(stream -> stream.die(0, name + " died"));
        streams.clear();
        store.clear();
        runs.clear();
        attention.reset();
        List.copyOf(askers).forEach(onGone -> time.after(0, onGone));
        askers.clear();
        if (mayRestart) {
            time.after((100 + random.nextInt(5_000)) * SimulatedTime.MILLI, () -> {
                if (!isAlive && mayRestart) {
                    start();
                }
            });
        }
    }

    /// Dies and stays dead.
    void crashForGood() {
        mayRestart = false;
        crash();
    }

    void freeze(long nanos) {
        if (isAlive) {
            attention.freeze(nanos);
        }
    }

    void breakStreams() {
        streams.values().forEach(stream -> stream.breakOff("connection reset"));
    }

    void stallStreams(long nanos, boolean isToScheduler) {
        streams.values().forEach(stream -> stream.end(isToScheduler ? 0 : 1).stall(nanos));
    }

    void healStreams() {
        streams.values().forEach(SimulatedStream::heal);
    }

    /// The machine lets a result go, and nobody had asked for that.
    private void forgetOneResult() {
        List<RunId> held = store.keySet().stream().sorted().toList();
        if (!held.isEmpty() && streams.containsKey(streamNumber)) {
            RunId result = held.get(random.nextInt(held.size()));
            handle(new ExecutionEvent.SchedulerSpoke(
                    streamNumber, new WorkerInstruction.DropResults(List.of(result)), time.nowNanos()));
        }
    }

    /// A result cannot be read for now, and nobody knows.
    void loseOneResult() {
        store.keySet().stream().sorted().findFirst().ifPresent(result -> {
            if (!runs.areReading(result)) {
                cluster.hide(dataAddress(), result);
            }
        });
    }
}
