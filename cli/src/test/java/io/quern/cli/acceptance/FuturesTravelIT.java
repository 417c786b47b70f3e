package io.quern.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Futures of programs whose classes no daemon has: from a folder, from one source file, from jshell.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FuturesTravelIT {
    private static final String IMPORTS = """
            import io.quern.client.Client;
            import io.quern.client.future.*;
            import io.quern.client.graph.*;
            import io.quern.cluster.Cluster;
            import java.nio.file.Path;
            import java.util.*;
            """;

    private static final String PROGRAM = IMPORTS + """
            public class Program {
                record Point(int x, int y) {}

                record Way(Point from, Point to) {
                    int length() {
                        return Math.abs(to.x - from.x) + Math.abs(to.y - from.y);
                    }
                }

                static List<Point> squares() throws Exception {
                    try (Client inner = Client.ofTask()) {
                        return inner.gather(inner.map(n -> new Point(n, n * n), List.of(1, 2, 3)));
                    }
                }

                public static void main(String[] arguments) {
                    try (Cluster cluster = Cluster.connect(Path.of(arguments[0]))) {
                        Client client = cluster.client();
                        int far = 7;
                        RemoteFuture<Point> from = client.submit(() -> new Point(1, 2));
                        RemoteFuture<Point> to = client.submit(n -> new Point(n, far), 5);
                        RemoteFuture<Way> way = client.combine(ends -> new Way(ends.get(0), ends.get(1)), List.of(from, to));
                        System.out.println(way.join() + " " + way.thenApply(Way::length).join());
                        RemoteFuture<Point> scattered = client.scatter(new Point(3, 3));
                        System.out.println(scattered.thenApply(point -> point.x() + point.y()).join());
                        System.out.println(client.submit(Program::squares).join());
                    }
                }
            }
            """;

    private static final List<String> PRINTED = List.of(
            "Way[from=Point[x=1, y=2], to=Point[x=5, y=7]] 9",
            "6",
            "[Point[x=1, y=1], Point[x=2, y=4], Point[x=3, y=9]]");

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
    void aSingleSourceFilesTasksAndThoseThatTheySubmitRunOnDaemons(@TempDir Path folder) throws Exception {
        assertThat(new UserProgram(folder).runSource(PROGRAM, daemons.connectionFile()))
                .containsExactlyElementsOf(PRINTED);
    }

    @Test
    void aProgramsFoldersTravelWithItsTasks(@TempDir Path folder) throws Exception {
        UserProgram program = new UserProgram(folder).compiled(PROGRAM);
        assertThat(program.run("Program", daemons.connectionFile())).containsExactlyElementsOf(PRINTED);
        assertThat(program.run("Program", daemons.connectionFile())).as("again").containsExactlyElementsOf(PRINTED);
    }

    @Test
    void aGraphsNodesAreOfClassesThatTravel(@TempDir Path folder) throws Exception {
        String program = IMPORTS + """
                public class Program {
                    record Word(String text) {}

                    public static void main(String[] arguments) {
                        try (Cluster cluster = Cluster.connect(Path.of(arguments[0]))) {
                            TaskGraph graph = TaskGraph.builder()
                                    .value("first", new Word("quern"))
                                    .task("second", () -> new Word("stone"))
                                    .task("both", inputs -> inputs.get(0) + " " + inputs.get(1), "first", "second")
                                    .outputs("both")
                                    .build();
                            System.out.println(cluster.client().compute(graph));
                        }
                    }
                }
                """;
        assertThat(new UserProgram(folder).runSource(program, daemons.connectionFile()))
                .containsExactly("{both=Word[text=quern] Word[text=stone]}");
    }

    /// Each line that defines something makes other code; what tasks of earlier code made is input of later ones.
    @Test
    void aShellsLaterClassesTakeTheResultsOfEarlierOnes(@TempDir Path folder) throws Exception {
        List<String> printed = new UserProgram(folder).runShell(IMPORTS + """
                        var cluster = Cluster.connect(Path.of("%s"));
                        var client = cluster.client();
                        record Count(String word, int times) {}
                        var counts = client.map(n -> new Count("w" + n, n), List.of(1, 2, 3));
                        System.out.println(client.gather(counts));
                        record Total(int of, List<Count> counts) {}
                        var total = client.combine(all -> new Total(all.stream().mapToInt(Count::times).sum(), all), counts);
                        System.out.println(total.join());
                        int factor = 2;
                        System.out.println(total.thenApply(t -> t.of() * factor).join());
                        factor = 3;
                        System.out.println(total.thenApply(t -> t.of() * factor).join());
                        try { client.submit(() -> "" + cluster); } catch (RuntimeException e) { System.out.println(e.getMessage()); }
                        System.out.println(client.submit(() -> { try (var inner = Client.ofTask()) { return inner.submit(n -> new Count("inner", n * factor), 4).join(); } }).join());
                        cluster.close();
                        """.formatted(daemons.connectionFile()));
        assertThat(printed).hasSize(6);
        assertThat(printed.get(0))
                .isEqualTo("[Count[word=w1, times=1], Count[word=w2, times=2], Count[word=w3, times=3]]");
        assertThat(printed.get(1)).isEqualTo("Total[of=6, counts=" + printed.get(0) + "]");
        assertThat(printed.get(2)).isEqualTo("12");
        assertThat(printed.get(3)).isEqualTo("18");
        assertThat(printed.get(4))
                .contains(
                        "what is sent reads the variable cluster of the session, whose value cannot travel: cannot send");
        assertThat(printed.get(5)).isEqualTo("Count[word=inner, times=12]");
    }
}
