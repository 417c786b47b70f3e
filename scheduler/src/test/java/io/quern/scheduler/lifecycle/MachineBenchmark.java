package io.quern.scheduler.lifecycle;

import com.sun.management.ThreadMXBean;
import io.quern.core.graph.TaskBatch;
import io.quern.core.graph.TaskRange;
import io.quern.core.key.ClientId;
import io.quern.core.key.JobId;
import io.quern.core.key.TaskKey;
import io.quern.core.key.WorkerId;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.Message;
import io.quern.core.message.TaskOutcome;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.message.WorkerMessage;
import io.quern.scheduler.settings.SchedulerSettings;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/// Measures the state machine alone: processor time and garbage of [SchedulerMachine#handle] a task, with
/// workers that end every task at once and a client that releases every result when it is told. Run by hand;
/// prints one line a shape.
public final class MachineBenchmark {
    private static final ClientId CLIENT = new ClientId(1);
    private static final JobId SESSION = new JobId(1, 2);
    private static final int TURN_EVENTS_MAX = 1_000;
    private static final int ROUNDS = 5;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final SchedulerMachine machine = new SchedulerMachine(SchedulerSettings.DEFAULT, 1);
    private final ArrayDeque<Event> waiting = new ArrayDeque<>();
    private final List<Instruction> told = new ArrayList<>();
    private long nowNanos;
    private long machineNanos;
    private long machineBytes;
    private int ended;

    private MachineBenchmark(int workers, int threads) {
        waiting.add(new Event.ClientRegistered(CLIENT, "c", SESSION, false, 0));
        for (int i = 0; i < workers; i++) {
            waiting.add(new Event.WorkerRegistered(
                    new WorkerId(i + 2L),
                    new WorkerMessage.RegisterWorker("w" + i, "tcp://w" + i, threads, 1L << 30),
                    0));
        }
        run();
    }

    public static void main(String[] args) {
        System.out.println("ns and bytes are those of the machine, a task; median of " + ROUNDS + " rounds");
        measure("independent, 2 workers", 2, 2, () -> BenchmarkShapes.independent(200_000, 1_000));
        measure("independent, 10 workers", 10, 4, () -> BenchmarkShapes.independent(200_000, 1_000));
        measure("independent, 1,000 workers", 1_000, 4, () -> BenchmarkShapes.independent(200_000, 1_000));
        measure("chain of 10,000", 2, 2, () -> BenchmarkShapes.chain(10_000));
        measure("100 trees of 1,000", 10, 4, () -> BenchmarkShapes.trees(100, 1_000));
        measure("random, 3 inputs each, 10 workers", 10, 4, () -> BenchmarkShapes.random(100_000, 3, true));
        measure("random, 3 inputs each, 1,000 workers", 1_000, 4, () -> BenchmarkShapes.random(100_000, 3, true));
        measure("fan of 100,000", 10, 4, () -> BenchmarkShapes.fan(100_000));
        measureAcceptance();
        measureMemory();
    }

    private static void measure(String name, int workers, int threads, Supplier<List<TaskBatch>> shape) {
        List<TaskBatch> batches = shape.get();
        int tasks = batches.stream().mapToInt(TaskBatch::size).sum();
        List<Long> nanos = new ArrayList<>();
        List<Long> bytes = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            MachineBenchmark benchmark = new MachineBenchmark(workers, threads);
            benchmark.machineNanos = 0;
            benchmark.machineBytes = 0;
            batches.forEach(batch ->
                    benchmark.waiting.add(new Event.ClientSpoke(CLIENT, new ClientMessage.SubmitTasks(batch), 0)));
            benchmark.run();
            if (benchmark.machine.taskCount() != 0 || benchmark.ended == 0) {
                throw new IllegalStateException(name + ": " + benchmark.machine.taskCount() + " tasks are left, "
                        + benchmark.ended + " were told");
            }
            nanos.add(benchmark.machineNanos / tasks);
            bytes.add(benchmark.machineBytes / tasks);
        }
        nanos.sort(null);
        bytes.sort(null);
        System.out.printf(
                Locale.ROOT,
                "%-40s %,8d tasks %,8d ns %,8d bytes%n",
                name,
                tasks,
                nanos.get(ROUNDS / 2),
                bytes.get(ROUNDS / 2));
    }

    /// Handles what waits, turn by turn as the server does, until nothing is left to do.
    private void run() {
        while (!waiting.isEmpty()) {
            List<Event> turn = new ArrayList<>();
            while (!waiting.isEmpty() && turn.size() < TURN_EVENTS_MAX) {
                turn.add(waiting.remove());
            }
            long bytes = THREADS.getCurrentThreadAllocatedBytes();
            long start = THREADS.getCurrentThreadCpuTime();
            told.addAll(machine.handle(turn));
            machineNanos += THREADS.getCurrentThreadCpuTime() - start;
            machineBytes += THREADS.getCurrentThreadAllocatedBytes() - bytes;
            told.forEach(this::answer);
            told.clear();
        }
    }

    private void answer(Instruction instruction) {
        if (instruction instanceof Instruction.TellWorker(WorkerId worker, List<WorkerInstruction> messages)) {
            for (WorkerInstruction message : messages) {
                if (message instanceof WorkerInstruction.AssignTask task) {
                    waiting.add(new Event.WorkerSpoke(worker, new WorkerMessage.TaskStarted(task.run()), nowNanos));
                    waiting.add(new Event.WorkerSpoke(
                            worker, new WorkerMessage.TaskSucceeded(task.run(), 100, 10_000, Map.of()), nowNanos));
                }
            }
        } else if (instruction instanceof Instruction.TellClient(ClientId _, List<Message> messages)) {
            for (Message notice : messages) {
                if (notice instanceof ClientNotice.TasksEnded told) {
                    release(told.outcomes());
                }
            }
        }
    }

    private void release(List<TaskOutcome> outcomes) {
        List<TaskRange> ranges = new ArrayList<>();
        for (TaskOutcome outcome : outcomes) {
            TaskKey key = outcome.task();
            ranges.add(new TaskRange(key.stage(), key.partition(), key.partition() + 1));
        }
        ended += outcomes.size();
        waiting.add(new Event.ClientSpoke(CLIENT, new ClientMessage.ReleaseTasks(SESSION, ranges), nowNanos));
    }

    private static void measureAcceptance() {
        TaskBatch batch = BenchmarkShapes.random(100_000, 3, true).getFirst();
        List<Long> nanos = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            MachineBenchmark benchmark = new MachineBenchmark(0, 1);
            benchmark.machineNanos = 0;
            benchmark.waiting.add(new Event.ClientSpoke(CLIENT, new ClientMessage.SubmitTasks(batch), 0));
            benchmark.run();
            nanos.add(benchmark.machineNanos);
        }
        nanos.sort(null);
        System.out.printf(
                Locale.ROOT,
                "%-40s %,8d tasks %,8.1f ms, the first time %,.1f ms%n",
                "accept random, 3 inputs each, keys",
                batch.size(),
                nanos.get(ROUNDS / 2) / 1e6,
                nanos.getLast() / 1e6);
    }

    /// The batch itself (payloads and columns) is kept by the machine and counts; what is subtracted are its arguments.
    private static void measureMemory() {
        long before = usedBytes();
        TaskBatch batch = BenchmarkShapes.random(1_000_000, 3, true).getFirst();
        long arguments = batch.columns().arguments().length;
        MachineBenchmark benchmark = new MachineBenchmark(0, 1);
        benchmark.waiting.add(new Event.ClientSpoke(CLIENT, new ClientMessage.SubmitTasks(batch), 0));
        benchmark.run();
        long after = usedBytes();
        System.out.printf(
                Locale.ROOT,
                "%-40s %,8d tasks %,8d bytes of heap a task, arguments apart%n",
                "hold random, 3 inputs each, keys",
                benchmark.machine.taskCount(),
                (after - before - arguments) / batch.size());
    }

    private static long usedBytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
