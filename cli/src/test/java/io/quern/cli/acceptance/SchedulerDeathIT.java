package io.quern.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Schedulers that are killed while others need them, and come back at the same place.
class SchedulerDeathIT {
    /// Holds a thousand results, waits for a line, and adds them up.
    private static final String HOLDER = """
            import io.quern.client.future.RemoteFuture;
            import io.quern.cluster.Cluster;
            import java.nio.file.Path;
            import java.util.List;
            import java.util.stream.IntStream;

            public class Holder {
                public static void main(String[] arguments) throws Exception {
                    try (Cluster cluster = Cluster.connect(Path.of(arguments[0]))) {
                        List<RemoteFuture<Integer>> held = cluster.client()
                                .scatterAll(IntStream.range(0, 1_000).boxed().toList());
                        cluster.client().publish("last", held.getLast());
                        held.forEach(RemoteFuture::join);
                        System.out.println("holds " + held.size());
                        System.in.read();
                        RemoteFuture<Integer> again = cluster.client().attach("last", Integer.class);
                        RemoteFuture<Integer> after = cluster.client().scatter(1_000_000);
                        System.out.println(cluster.client().gather(held).stream().mapToInt(Integer::intValue).sum()
                                + again.join() + after.join());
                    }
                }
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void jobWithCodeAndHeldResultsOutliveAKilledScheduler() throws Exception {
        Path go = folder.resolve("go");
        UserProgram program = new UserProgram(Files.createDirectory(folder.resolve("program")));
        program.compiledInto("library", WordsProgram.scale(10)).compiled(waitingFor(go), HOLDER);
        try (Daemons daemons = Daemons.withJournal(folder)) {
            daemons.startWorker("one");
            daemons.startWorker("two");
            daemons.awaitWorkers();
            Process holder = program.start("Holder", daemons.connectionFile());
            ProcessLines held = new ProcessLines(holder.getInputStream());
            held.await("holds 1000", QuernProcess.PATIENCE);
            Process words = program.start("Words", daemons.connectionFile());
            daemons.scheduler().err().await("count started: ", QuernProcess.PATIENCE);

            daemons.killScheduler();
            daemons.startAgain();

            daemons.scheduler()
                    .err()
                    .await("life 2 of this scheduler begins with 2 sessions, 1 jobs and ", QuernProcess.PATIENCE);
            Files.createFile(go);
            assertThat(program.await(words)).singleElement().asString().endsWith("Count[word=w4, times=40], 100]");
            try (OutputStream line = holder.getOutputStream()) {
                line.write("\n".getBytes(StandardCharsets.UTF_8));
            }
            assertThat(held.await("^\\d+$", QuernProcess.PATIENCE))
                    .isEqualTo(String.valueOf(499_500 + 999 + 1_000_000));
            assertThat(holder.waitFor()).isZero();
            List<String> log = daemons.scheduler().err().soFar();
            assertThat(log)
                    .as("one worker at least offers what it holds")
                    .anyMatch(line ->
                            line.matches(".* offers [1-9]\\d* results of before; [1-9]\\d* of them are taken back"));
            assertThat(log).as("nothing that is held is made again").noneMatch(line -> line.contains("return started"));
        }
    }

    /// The program whose first tasks wait for a file.
    private static String waitingFor(Path go) {
        return WordsProgram.words("Words", 1)
                .replace("new Count(\"w\" + n,", "new Count(await() + n,")
                .replace("public static void main", """
                %s
                static String await() {
                    awaitFile(Path.of("%s"));
                    return "w";
                }

                public static void main""".formatted(GatedProgram.AWAIT_FILE, go));
    }

    @Test
    void outputIsWrittenOnceAlthoughTheSchedulerDiedWhileItWasMade() throws Exception {
        Path input = EventFiles.ofManyCustomers(folder, 120);
        Path output = folder.resolve("output");
        try (Daemons daemons = Daemons.withJournal(folder);
                EventGroups groups = new EventGroups()) {
            daemons.startWorker("one");
            daemons.startWorker("two");
            daemons.awaitWorkers();
            try (QuernProcess program = daemons.startEvents(input, output)) {
                daemons.scheduler().err().await("aggregate-chunk finished: ", QuernProcess.PATIENCE);
                daemons.killScheduler();
                daemons.startAgain();
                QuernProcess.Ended ended = program.await();
                assertThat(ended.exitCode()).as(ended.errors()).isZero();
            }
            assertThat(groups.countEqual(EventGroups.ofOutput(output), EventGroups.ofEvents(input)))
                    .isPositive();
            daemons.scheduler()
                    .err()
                    .await("life 2 of this scheduler begins with 1 sessions, 1 jobs", QuernProcess.PATIENCE);
        }
    }

    @Test
    void stoppedSchedulerGoesOnToo() throws Exception {
        UserProgram program = new UserProgram(Files.createDirectory(folder.resolve("program")));
        program.compiled(HOLDER);
        try (Daemons daemons = Daemons.withJournal(folder)) {
            daemons.startWorker("one");
            daemons.awaitWorkers();
            Process holder = program.start("Holder", daemons.connectionFile());
            ProcessLines held = new ProcessLines(holder.getInputStream());
            held.await("holds 1000", QuernProcess.PATIENCE);

            daemons.scheduler().terminate();
            assertThat(daemons.scheduler().await().exitCode()).isZero();
            daemons.startAgain();

            try (OutputStream line = holder.getOutputStream()) {
                line.write("\n".getBytes(StandardCharsets.UTF_8));
            }
            assertThat(held.await("^\\d+$", QuernProcess.PATIENCE))
                    .isEqualTo(String.valueOf(499_500 + 999 + 1_000_000));
        }
    }

    @Test
    void withoutAJournalProgramsAreToldInTimeAndWorkersWaitForAnotherOne() throws Exception {
        new FaultTimes().with("client.lease", "2s").writeTo(folder);
        try (Daemons daemons = new Daemons(folder)) {
            QuernProcess worker = daemons.startWorker("worker");
            daemons.awaitWorkers();
            GatedProgram gated = new GatedProgram(folder, daemons.connectionFile(), 1);
            Process program = gated.start();
            daemons.scheduler().err().await("Gated.main started: ", QuernProcess.PATIENCE);

            daemons.killScheduler();

            assertThat(gated.awaitFailure(program)).contains(daemons.address());
            worker.err()
                    .await(
                            "worker lost its scheduler .* it keeps its results and registers anew",
                            QuernProcess.PATIENCE);
            assertThat(worker.workers()).hasSize(1);
        }
    }

    @Test
    void secondSchedulerAndADamagedJournalAreRefusedByName() throws Exception {
        Path journal = folder.resolve("journal");
        try (Daemons daemons = Daemons.withJournal(folder)) {
            QuernProcess.Ended second =
                    QuernProcess.run(folder, "scheduler", "--port", "0", "--journal", journal.toString());
            assertThat(second.exitCode()).isOne();
            assertThat(second.firstErrorLine())
                    .startsWith("quern scheduler: the journal in " + journal + " is held by process ")
                    .contains("stop that scheduler, or give this one another folder");
            daemons.scheduler().terminate();
            assertThat(daemons.scheduler().await().exitCode()).isZero();
        }
        Path log;
        try (Stream<Path> files = Files.list(journal)) {
            log = files.filter(file -> file.toString().endsWith(".journal"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(log);
        // Inside the first record, with a whole seal behind it.
        bytes[90] ^= 1;
        Files.write(log, bytes);
        QuernProcess.Ended damaged =
                QuernProcess.run(folder, "scheduler", "--port", "0", "--journal", journal.toString());
        assertThat(damaged.exitCode()).isOne();
        assertThat(damaged.firstErrorLine()).startsWith("quern scheduler: ").contains(log.toString());
    }
}
