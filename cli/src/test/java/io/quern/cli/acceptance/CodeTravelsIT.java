package io.quern.cli.acceptance;

import static io.quern.cli.acceptance.WordsProgram.JOB;
import static io.quern.cli.acceptance.WordsProgram.STAGES;
import static io.quern.cli.acceptance.WordsProgram.scale;
import static io.quern.cli.acceptance.WordsProgram.tellingItsFailure;
import static io.quern.cli.acceptance.WordsProgram.words;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Programs whose classes no daemon has run on daemons: from a folder, from one source file, from jshell, in
/// several versions at once.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CodeTravelsIT {
    private Daemons daemons;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        daemons = new Daemons(folder);
        daemons.startWorker("worker-a");
        daemons.startWorker("worker-b");
        daemons.awaitWorkers();
    }

    @AfterAll
    void stop() {
        daemons.close();
    }

    @Test
    void aProgramsFoldersTravelWithItsJob(@TempDir Path folder) throws Exception {
        UserProgram program = new UserProgram(folder);
        program.compiledInto("library", scale(10)).compiled(words("Words", 1));
        String expected = "[Count[word=w1, times=10], Count[word=w2, times=20], Count[word=w3, times=30], "
                + "Count[word=w4, times=40], 100]";
        assertThat(program.run("Words", daemons.connectionFile())).containsExactly(expected);
        assertThat(program.run("Words", daemons.connectionFile())).as("again").containsExactly(expected);
    }

    @Test
    void versionsOfOneClassRunSideBySide(@TempDir Path folder) throws Exception {
        UserProgram one = new UserProgram(Files.createDirectory(folder.resolve("one")));
        UserProgram two = new UserProgram(Files.createDirectory(folder.resolve("two")));
        one.compiledInto("library", scale(10)).compiled(words("Words", 1));
        two.compiledInto("library", scale(100)).compiled(words("Words", 2));
        Process first = one.start("Words", daemons.connectionFile());
        Process second = two.start("Words", daemons.connectionFile());
        assertThat(one.await(first)).singleElement().asString().endsWith("Count[word=w4, times=40], 100]");
        assertThat(two.await(second)).singleElement().asString().endsWith("Count[word=w4, times=800], 2000]");
    }

    @Test
    void aSingleSourceFileRunsOnDaemons(@TempDir Path folder) throws Exception {
        String source = words("Program", 3).replace("Scale.BY", "1") + "\nclass Other {}\n";
        assertThat(new UserProgram(folder).runSource(source, daemons.connectionFile()))
                .singleElement()
                .asString()
                .endsWith("Count[word=w4, times=12], 30]");
    }

    @Test
    void aShellSessionRunsOnDaemonsAndItsLaterClassesToo(@TempDir Path folder) throws Exception {
        List<String> printed = new UserProgram(folder)
                .runShell(JOB
                        + STAGES.replace("static List<?> run", "List<?> run")
                        + """
                        record Count(String word, int times) {}
                        var cluster = Cluster.connect(Path.of("%s"));
                        int twice(int n) { return 2 * n; }
                        System.out.println(run(cluster, (n, i, c) -> new Count("w" + n, twice(n)), (n, inputs, c) -> inputs.of(0).size()));
                        record Later(Count count) {}
                        System.out.println(run(cluster, (n, i, c) -> new Later(new Count("x", twice(n))), (n, inputs, c) -> inputs.of(0).get(0)));
                        int twice(int n) { return 3 * n; }
                        System.out.println(run(cluster, (n, i, c) -> twice(n), (n, inputs, c) -> null));
                        cluster.close();
                        """.formatted(daemons.connectionFile()));
        assertThat(printed)
                .containsExactly(
                        "[Count[word=w1, times=2], Count[word=w2, times=4], Count[word=w3, times=6], Count[word=w4, times=8], 4]",
                        "[Later[count=Count[word=x, times=2]], Later[count=Count[word=x, times=4]], "
                                + "Later[count=Count[word=x, times=6]], Later[count=Count[word=x, times=8]], "
                                + "Later[count=Count[word=x, times=2]]]",
                        "[3, 6, 9, 12, null]");
    }

    @Test
    void variablesOfAShellThatALambdaReadsTravelAsTheyAreNow(@TempDir Path folder) throws Exception {
        List<String> printed = new UserProgram(folder)
                .runShell(JOB
                        + STAGES.replace("static List<?> run", "List<?> run")
                        + """
                        record Rate(int by) {}
                        var cluster = Cluster.connect(Path.of("%s"));
                        int factor = 2;
                        var rates = new ArrayList<Rate>(List.of(new Rate(5)));
                        int times(int n) { return n * factor * rates.get(0).by(); }
                        TaskFunction<Integer> product = (n, i, c) -> times(n);
                        System.out.println(run(cluster, product, (n, inputs, c) -> factor));
                        factor = 3;
                        System.out.println(run(cluster, product, (n, inputs, c) -> rates));
                        try { run(cluster, product, (n, inputs, c) -> "" + cluster); } catch (RuntimeException e) { System.out.println(e.getMessage()); }
                        cluster.close();
                        """.formatted(daemons.connectionFile()));
        assertThat(printed).hasSize(3);
        assertThat(printed.get(0)).isEqualTo("[10, 20, 30, 40, 2]");
        assertThat(printed.get(1)).isEqualTo("[15, 30, 45, 60, [Rate[by=5]]]");
        assertThat(printed.get(2))
                .contains(
                        "what is sent reads the variable cluster of the session, whose value cannot travel: cannot send");
    }

    @Test
    void framesOfAShellRunOnDaemons(@TempDir Path folder) throws Exception {
        List<String> printed = new UserProgram(folder).runShell("""
                import io.quern.cluster.Cluster;
                import io.quern.dataframe.*;
                import java.nio.file.Path;
                record Sale(String shop, long cents) {}
                record Total(String shop, long euros) {}
                var cluster = Cluster.connect(Path.of("%s"));
                var frame = Frames.on(cluster).fromRecords(java.util.List.of(new Sale("a", 1200), new Sale("b", 300)));
                System.out.println(frame.mapRows(Total.class, row -> new Total(row.getString("shop"), row.getLong("cents") / 100)).as(Total.class).collect());
                cluster.close();
                """.formatted(daemons.connectionFile()));
        assertThat(printed).containsExactly("[Total[shop=a, euros=12], Total[shop=b, euros=3]]");
    }

    @Test
    void aMissingClassIsToldWithTaskAndRemedy(@TempDir Path folder) throws Exception {
        UserProgram program = new UserProgram(folder);
        program.compiledInto("library", scale(10)).compiled(tellingItsFailure(words("Words", 1)));
        program.move("library", "elsewhere");
        assertThat(String.join("\n", program.run("Words", daemons.connectionFile())))
                .contains(
                        "the task needs the class Scale, which is neither in the code that came with the job nor on the "
                                + "class path of this process; put the jar or the folder that has it on the class path of the program")
                .containsPattern("task count\\[\\d\\]")
                .containsPattern("ran on  worker-[ab]");
    }

    @Test
    void aKilledWorkersTaskRunsAgainWithItsCode(@TempDir Path folder) throws Exception {
        UserProgram program = new UserProgram(folder);
        program.compiledInto("library", scale(10))
                .compiled(words("Words", 1).replace("new Count(\"w\" + n,", """
                n == 2 && context.run().attempt() == 1 ? killed() : new Count("w" + n,""").replace("record Count", """
                static Count killed() {
                    Runtime.getRuntime().halt(9);
                    return null;
                }

                record Count"""));
        assertThat(program.run("Words", daemons.connectionFile()))
                .singleElement()
                .asString()
                .endsWith("Count[word=w4, times=40], 100]");
    }
}
