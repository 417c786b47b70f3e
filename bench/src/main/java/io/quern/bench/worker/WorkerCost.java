package io.quern.bench.worker;

import io.quern.core.access.ConnectionFile;
import io.quern.core.access.Credentials;
import io.quern.core.access.RoleTokens;
import io.quern.core.graph.Payload;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.WorkerInstruction.AssignTask;
import io.quern.core.message.WorkerInstruction.DefineFunction;
import io.quern.core.message.WorkerInstruction.DropResults;
import io.quern.core.message.WorkerInstruction.StopWorker;
import io.quern.core.runtime.Clock;
import io.quern.core.runtime.SystemClock;
import io.quern.core.task.TaskFunction;
import io.quern.core.transport.tcp.TcpSettings;
import io.quern.core.transport.tcp.TcpTransport;
import io.quern.core.value.Functions;
import io.quern.core.value.ValueCodecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a trivial task costs its worker: all processor time of the worker's process, collection and compilation
/// included, divided by the tasks. A scheduler inside of this process assigns them over TCP, never more than a
/// number at once, and drops each result; or fetches it first, as a client does.
///
/// Arguments: tasks a round, rounds, tasks assigned at once, threads of the worker, `fetch` or `drop`, then
/// options of the worker's JVM. The first round warms up and is shown as well.
public final class WorkerCost {
    private static final JobId JOB = new JobId(1, 1);

    private final int tasks;
    private final int atOnce;
    private final boolean isFetching;
    private final Clock clock;
    private final AssigningScheduler scheduler;
    private final TcpTransport transport;
    private int assigned;

    private WorkerCost(int tasks, int atOnce, boolean isFetching, TcpTransport transport, Clock clock) {
        this.tasks = tasks;
        this.atOnce = atOnce;
        this.isFetching = isFetching;
        this.clock = clock;
        this.transport = transport;
        this.scheduler = new AssigningScheduler(transport);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int tasks = Integer.parseInt(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        int atOnce = Integer.parseInt(arguments[2]);
        List<String> jvm = List.of(arguments).subList(5, arguments.length);
        ClassLoader loader = WorkerCost.class.getClassLoader();
        RoleTokens tokens = RoleTokens.random(new SecureRandom());
        Path connectionFile = Files.createTempDirectory("quern-bench-").resolve("connection.json");
        Clock clock = new SystemClock();
        try (TcpTransport transport = new TcpTransport(
                "scheduler",
                Credentials.of(tokens),
                ValueCodecs.load(Functions.of(loader), loader),
                TcpSettings.DEFAULT,
                clock)) {
            WorkerCost cost = new WorkerCost(tasks, atOnce, arguments[4].equals("fetch"), transport, clock);
            new ConnectionFile(List.of(cost.scheduler.address()), tokens, null).write(connectionFile);
            Process worker = start(cost.scheduler.address(), connectionFile, arguments[3], jvm);
            try {
                cost.measure(worker.toHandle(), rounds, Functions.of(loader));
            } finally {
                cost.scheduler.tell(new StopWorker("measured", false));
                int _ = worker.waitFor();
            }
        } finally {
            Files.deleteIfExists(connectionFile);
            Files.delete(connectionFile.getParent());
        }
    }

    private static Process start(String address, Path connectionFile, String threads, List<String> jvm)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC"));
        command.addAll(jvm);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(MeasuredWorker.class.getName(), address, connectionFile.toString(), threads));
        return new ProcessBuilder(command).inheritIO().start();
    }

    private void measure(ProcessHandle worker, int rounds, Functions functions) throws InterruptedException {
        scheduler.awaitWorker();
        TaskFunction<Object> function = (argument, _, _) -> argument;
        scheduler.tell(new DefineFunction(JOB, 0, 0, "trivial", Integer.MAX_VALUE, functions.serialize(function)));
        List<Payload> arguments = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
            arguments.add(functions.serialize(1_000 + i));
        }
        for (int round = 0; round < rounds; round++) {
            Duration before = worker.info().totalCpuDuration().orElseThrow();
            long startNanos = clock.nanoTime();
            runTasks(arguments);
            long elapsedNanos = clock.nanoTime() - startNanos;
            Duration used = worker.info().totalCpuDuration().orElseThrow().minus(before);
            System.out.printf(
                    Locale.ROOT,
                    "round %d: %.2f µs of the worker's processor time a task, %.0f tasks a second%n",
                    round,
                    used.toNanos() / 1e3 / tasks,
                    tasks / (elapsedNanos / 1e9));
        }
    }

    private void runTasks(List<Payload> arguments) throws InterruptedException {
        int end = assigned + tasks;
        int underWay = 0;
        int toEnd = tasks;
        while (toEnd > 0) {
            while (underWay < atOnce && assigned < end) {
                RunId run = new RunId(new TaskKey(JOB, 0, assigned), 1);
                scheduler.tell(new AssignTask(run, 0, assigned, arguments.get(assigned % arguments.size()), List.of()));
                assigned++;
                underWay++;
            }
            List<RunId> ended = scheduler.awaitEnded();
            if (isFetching) {
                new GatheredResults(transport, scheduler.dataAddress()).gather(ended);
            }
            scheduler.tell(new DropResults(ended));
            underWay -= ended.size();
            toEnd -= ended.size();
        }
    }
}
