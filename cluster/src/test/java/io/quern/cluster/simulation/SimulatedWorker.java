package io.quern.cluster.simulation;

import io.quern.core.graph.TaskRole;
import io.quern.core.key.RunId;
import io.quern.core.message.Holder;
import io.quern.core.message.Message;
import io.quern.core.message.Ping;
import io.quern.core.message.Planning;
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
    /// Those of results that are actors.
    private final Map<RunId, SimulatedActors.SimulatedObject> objects = new HashMap<>();
    private final SimulatedCode.Learned code = new SimulatedCode.Learned();
    /// Peers that wait for a result, told if the process dies before it answers.
    private final List<Runnable> askers = new ArrayList<>();
    private final Map<RunId, SimulatedRun> running = new HashMap<>();
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
        RegisterWorker registration =
                new RegisterWorker(name, dataAddress(), threads, MEMORY_BYTES, Map.of(RESOURCE, (long) threads));
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
    private void later(long delayNanos, Runnable action) {
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

    private void handle(ExecutionEvent event) {
        for (ExecutionInstruction instruction : machine.handle(event)) {
            if (isAlive) {
                perform(instruction);
            }
        }
    }

    private void perform(ExecutionInstruction instruction) {
        switch (instruction) {
            case ExecutionInstruction.SendToScheduler send -> {
                SimulatedStream stream = streams.get(send.stream());
                if (stream != null && !cluster.losses().isLost(send.message())) {
                    stream.end(0).send(send.message());
                }
            }
            case ExecutionInstruction.FetchInput fetch -> fetch(fetch.result(), fetch.holder());
            case ExecutionInstruction.StartRun start -> begin(start);
            case ExecutionInstruction.ResumeRun resume -> resume(resume.run());
            case ExecutionInstruction.InterruptRun interrupt -> interrupt(interrupt.run());
            case ExecutionInstruction.PassCommitAnswer answer -> answer(answer.run(), answer.isGranted());
            case ExecutionInstruction.DropResult drop -> {
                store.remove(drop.result());
                objects.remove(drop.result());
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
        if (roleOf(result) == TaskRole.ACTOR) {
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

    private void begin(ExecutionInstruction.StartRun start) {
        checkCode(start.run());
        SimulatedRun begun = new SimulatedRun(start, inputs(start));
        begun.checkMeasures(cluster.job(start.run()));
        running.put(start.run(), begun);
        checkSlots();
        if (roleOf(start.run()) == TaskRole.CALL && !call(start)) {
            later(0, () -> {
                if (running.containsKey(start.run())) {
                    fail(start.run());
                }
            });
            return;
        }
        long duration = (1 + random.nextInt(400)) * SimulatedTime.MILLI;
        if (random.nextInt(40) == 0) {
            duration *= 20;
        }
        later(duration, () -> read(start.run()));
    }

    private void read(RunId run) {
        SimulatedRun task = running.get(run);
        if (task == null) {
            return;
        }
        long planned = life;
        new SimulatedParts(
                        cluster,
                        dataAddress(),
                        task,
                        store::get,
                        () -> isAlive && life == planned && running.get(run) == task,
                        () -> work(run),
                        (input, holder) -> {
                            running.remove(run);
                            handle(
                                    task.isInterrupted
                                            ? new ExecutionEvent.RunCancelled(run)
                                            : new ExecutionEvent.RunLostInput(run, input, holder));
                        })
                .read();
    }

    /// @return false where the object does not let it
    private boolean call(ExecutionInstruction.StartRun start) {
        RunId actor = start.inputs().getFirst().getFirst();
        SimulatedActors.SimulatedObject object = objects.get(actor);
        if (object == null) {
            throw new IllegalStateException(name + " begins the call " + start.run() + " without its actor " + actor);
        }
        running.values().stream()
                .filter(other -> roleOf(other.start.run()) == TaskRole.CALL)
                .forEach(other -> other.checkNoRival(start, actor));
        return cluster.actors().begin(object, start.run());
    }

    private TaskRole roleOf(RunId run) {
        return cluster.tasks().has(run.task()) ? cluster.tasks().at(run.task()).role() : TaskRole.NONE;
    }

    /// Simulated jobs need no code.
    private void checkCode(RunId run) {
        if (cluster.tasks().has(run.task())) {
            code.check(run);
        }
    }

    private void checkSlots() {
        if (running.values().stream().filter(task -> task.hasSlot).count() > threads) {
            throw new IllegalStateException(name + " runs " + running.keySet() + " on " + threads + " threads");
        }
    }

    /// The run gives its slot up for a while.
    private void waitForOthers(RunId run, SimulatedRun task) {
        task.hasSlot = false;
        handle(new ExecutionEvent.RunBlocked(run));
        later(random.nextInt(3_000) * SimulatedTime.MILLI, () -> {
            if (running.get(run) == task && !task.isInterrupted) {
                handle(new ExecutionEvent.RunUnblocked(run));
            }
        });
    }

    private void resume(RunId run) {
        SimulatedRun task = running.get(run);
        if (task == null || task.hasSlot) {
            throw new IllegalStateException(name + " resumes " + run + ", which does not wait");
        }
        task.hasSlot = true;
        checkSlots();
        later(random.nextInt(100) * SimulatedTime.MILLI, () -> {
            if (running.get(run) == task) {
                succeed(run);
            }
        });
    }

    /// A run holds on to its inputs from its beginning, also where they are dropped before it ends.
    private List<List<Long>> inputs(ExecutionInstruction.StartRun start) {
        List<List<Long>> inputs = new ArrayList<>();
        for (List<RunId> behind : start.inputs()) {
            List<Long> values = new ArrayList<>();
            for (RunId input : behind) {
                Long value = store.get(input);
                if (value == null) {
                    throw new IllegalStateException(name + " begins " + start.run() + " without its input " + input);
                }
                values.add(value);
            }
            inputs.add(values);
        }
        return inputs;
    }

    private void work(RunId run) {
        SimulatedRun task = running.get(run);
        if (task == null) {
            return;
        }
        switch (SimulatedJob.deed(task.start.argument())) {
            case WORK -> succeed(run);
            case WRITE -> {
                task.waitsForCommit = true;
                handle(new ExecutionEvent.CommitAsked(run));
            }
            case FAIL -> fail(run);
            case FAIL_ONCE -> {
                if (run.attempt() == 1) {
                    fail(run);
                } else {
                    succeed(run);
                }
            }
            case KILL -> crash();
            case WAIT -> waitForOthers(run, task);
        }
    }

    private void fail(RunId run) {
        running.remove(run);
        handle(SimulatedRun.failed(run, name, "as ordered"));
    }

    private void succeed(RunId run) {
        SimulatedRun task = running.remove(run);
        store.put(run, task.value());
        if (roleOf(run) == TaskRole.ACTOR) {
            objects.put(run, new SimulatedActors.SimulatedObject(run));
        }
        Planning planning = task.start.planning();
        handle(task.succeeded(
                planning == null
                        ? null
                        : cluster.job(run)
                                .plan(task.start.argument(), run.task().stage(), planning.nextStage())));
    }

    /// Some tasks listen at once, some later, some never and end as if nothing had been.
    private void interrupt(RunId run) {
        SimulatedRun task = running.get(run);
        if (task == null || task.isInterrupted) {
            return;
        }
        task.isInterrupted = true;
        if (task.waitsForCommit || !task.hasSlot || random.nextInt(3) != 0) {
            later(random.nextInt(100) * SimulatedTime.MILLI, () -> {
                if (running.remove(run) != null) {
                    handle(new ExecutionEvent.RunCancelled(run));
                }
            });
        }
    }

    private void answer(RunId run, boolean isGranted) {
        SimulatedRun task = running.get(run);
        if (task == null || !task.waitsForCommit) {
            throw new IllegalStateException(name + " passes a commit answer to " + run + ", which did not ask");
        }
        task.waitsForCommit = false;
        if (isGranted) {
            cluster.publish(run);
            succeed(run);
        } else {
            running.remove(run);
            handle(SimulatedRun.failed(run, name, "the commit was refused"));
        }
    }

    /// The process dies with all that it holds, and comes back after a while unless it is not to.
    void crash() {
        if (!isAlive) {
            return;
        }
        isAlive = false;
        streams.values().forEach(stream -> stream.die(0, name + " died"));
        streams.clear();
        store.clear();
        objects.clear();
        running.clear();
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

    /// A result cannot be read any more, and nobody knows: a bad block.
    void loseOneResult() {
        store.keySet().stream().sorted().findFirst().ifPresent(result -> {
            if (running.values().stream().noneMatch(task -> task.reads(result))) {
                cluster.hide(dataAddress(), result);
            }
        });
    }
}
