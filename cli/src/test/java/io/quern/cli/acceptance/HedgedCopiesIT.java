package io.quern.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs that take long, of tasks that may have a second copy. The first run of the task waits for what never comes, and
/// says when it is interrupted; every other one ends at once.
class HedgedCopiesIT {
    private static final String SOURCE = """
            import io.quern.client.Client;
            import io.quern.client.future.RemoteFuture;
            import io.quern.client.options.Options;
            import io.quern.cluster.Cluster;
            import java.io.IOException;
            import java.nio.file.FileAlreadyExistsException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.List;

            public class Hedged {
                %s
                static long run(String folder) throws IOException {
                    try {
                        Files.createFile(Path.of(folder, "first"));
                    } catch (FileAlreadyExistsException e) {
                        return ProcessHandle.current().pid();
                    }
                    try {
                        awaitFile(Path.of(folder, "never"));
                        return -1;
                    } catch (IllegalStateException interrupted) {
                        Files.createFile(Path.of(folder, "interrupted"));
                        throw interrupted;
                    }
                }

                public static void main(String[] arguments) throws Exception {
                    String folder = arguments[1];
                    try (Cluster cluster = Cluster.connect(Path.of(arguments[0]))) {
                        Client client = cluster.client();
                        RemoteFuture<Long> future =
                                client.with(Options.create().hedged()).submit(() -> run(folder));
                        awaitFile(Path.of(folder, "first"));
                        System.out.println("the first run waits");
                        System.out.println("made by process " + future.join());
                        awaitFile(Path.of(folder, "interrupted"));
                        System.out.println("stays: " + future.join() + ", on "
                                + client.whoHas(List.of(future)).get(future.key()));
                    }
                }
            }
            """.formatted(GatedProgram.AWAIT_FILE);

    @TempDir
    private Path folder;

    /// What happens to the worker with the first run.
    private interface Treatment {
        void give(ProcessHandle jvm) throws IOException, InterruptedException;
    }

    private static void leave(ProcessHandle jvm) {
        assertThat(jvm.isAlive()).isTrue();
    }

    @Test
    void theCopyOfASlowRunIsTheResultAndTheRunIsCancelled() throws Exception {
        oneResultIsSeen(HedgedCopiesIT::leave, HedgedCopiesIT::leave);
    }

    @Test
    void theCopyOfARunOnAFrozenWorkerIsTheResultAndTheRunIsCancelledOnceThatWakes() throws Exception {
        oneResultIsSeen(QuernProcess::freeze, QuernProcess::thaw);
    }

    private void oneResultIsSeen(Treatment begin, Treatment end) throws Exception {
        FaultTimes.patient().writeTo(folder);
        Path runs = Files.createDirectory(folder.resolve("runs"));
        UserProgram program = new UserProgram(Files.createDirectory(folder.resolve("program"))).compiled(SOURCE);
        try (Daemons daemons = new Daemons(folder)) {
            Map<String, QuernProcess> workers = new TreeMap<>();
            for (String name : List.of("one", "two")) {
                workers.put(name, daemons.startWorker(name));
            }
            daemons.awaitWorkers();
            Process process = program.start("Hedged", daemons.connectionFile(), runs);
            try {
                ProcessLines printed = new ProcessLines(process.getInputStream());
                ProcessLines log = daemons.scheduler().err();
                String started = log.await("Hedged.main started: .* on (one|two)$", QuernProcess.PATIENCE);
                printed.await("^the first run waits$", QuernProcess.PATIENCE);
                String slow = started.endsWith("one") ? "one" : "two";
                String other = slow.equals("one") ? "two" : "one";
                ProcessHandle slowJvm = workers.get(slow).workers().getFirst();
                begin.give(slowJvm);

                log.await("takes long; a copy of it, .*, goes to " + other + " ", QuernProcess.PATIENCE);
                long otherPid = workers.get(other).workers().getFirst().pid();
                printed.await("^made by process " + otherPid + "$", QuernProcess.PATIENCE);
                end.give(slowJvm);
                printed.await("^stays: " + otherPid + ", on \\[" + other + "]$", QuernProcess.PATIENCE);

                printed.awaitEnd();
                assertThat(process.waitFor()).isZero();
                assertThat(log.soFar())
                        .filteredOn(line -> line.contains("Hedged.main finished: "))
                        .singleElement()
                        .asString()
                        .endsWith(" on " + other);
                assertThat(log.soFar())
                        .noneMatch(line -> line.contains("is lost") || line.contains("Hedged.main failed"));
            } finally {
                process.destroyForcibly();
            }
        }
    }
}
