package io.quern.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.quern.examples.events.EventsGenerator;
import io.quern.examples.events.EventsOptions;
import io.quern.examples.events.EventsProfile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The events job embedded, on worker processes of its own and on daemons, on every kind of data: the same groups
/// everywhere.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventsModesIT {
    private static final long GENERATED_ROWS = 300_000;

    /// Where the program runs.
    enum Mode {
        EMBEDDED,
        PROCESSES,
        DAEMONS
    }

    /// Events and the groups that they must give, as a query.
    private record Events(Path input, String expected) {}

    private Path folder;
    private Daemons daemons;
    private EventGroups groups;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        groups = new EventGroups();
        daemons = new Daemons(Files.createDirectory(folder.resolve("daemons")));
        daemons.startWorker("worker-a");
        daemons.startWorker("worker-b");
        daemons.awaitWorkers();
    }

    @AfterAll
    void stop() throws Exception {
        daemons.close();
        groups.close();
    }

    static Stream<Arguments> everyModeAndData() {
        return Stream.of("sample", "seed-1m", "rich-240k", "medium", "shuffled")
                .flatMap(data -> Stream.of(Mode.values()).map(mode -> Arguments.of(data, mode)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("everyModeAndData")
    void groupsAreEqual(String data, Mode mode) throws Exception {
        Events events = events(data);
        Path output = folder.resolve(data + "-" + mode);
        QuernProcess.Ended ended = run(mode, events.input(), output);
        assertThat(ended.exitCode()).as(ended.errors()).isZero();
        long count = groups.countEqual(EventGroups.ofOutput(output), events.expected());
        assertThat(ended.out().getLast())
                .startsWith("%,d groups in ".formatted(count))
                .endsWith(" in " + output);
        assertThat(records(ended)).hasSize(5);
        assertThat(ended.out()).anyMatch(line -> line.startsWith("events  100%"));
        assertThat(ended.err()).isEmpty();
        assertThat(output.resolve("_SUCCESS")).isNotEmptyFile();
    }

    @Test
    void expectedGroupsOfTheSampleAreWhatDuckDbFinds() throws Exception {
        Events events = events("sample");
        assertThat(groups.countEqual(events.expected(), EventGroups.ofEvents(events.input())))
                .isPositive();
    }

    @Test
    void customAggregationsOfTheUserGiveTheSameOnDaemons() throws Exception {
        Events events = events("sample");
        Path output = folder.resolve("custom");
        QuernProcess.Ended ended = run(Mode.DAEMONS, events.input(), output, "--custom");
        assertThat(ended.exitCode()).as(ended.errors()).isZero();
        assertThat(groups.countEqual(EventGroups.ofOutput(output), events.expected()))
                .isPositive();
    }

    @Test
    void firstRunNeedsNoArguments() throws Exception {
        Path home = Files.createDirectory(folder.resolve("first"));
        QuernProcess.Ended first = QuernProcess.run(home, "example", "events");
        assertThat(first.exitCode()).as(first.errors()).isZero();
        assertThat(first.err()).isEmpty();
        assertThat(first.out()).first().asString().startsWith("writing a sample of 100000 events to " + home);
        QuernProcess.Ended second = QuernProcess.run(home, "example", "events");
        assertThat(second.exitCode()).as(second.errors()).isZero();
        assertThat(records(second)).hasSize(5).isEqualTo(records(first));
        String place = second.out().getLast().replaceFirst(".* in ", "");
        Path sample = Path.of(place).resolveSibling("events");
        assertThat(groups.countEqual(EventGroups.ofOutput(Path.of(place)), EventGroups.ofEvents(sample)))
                .isPositive();
    }

    private static List<String> records(QuernProcess.Ended ended) {
        return ended.out().stream().filter(line -> line.startsWith("{")).toList();
    }

    private QuernProcess.Ended run(Mode mode, Path input, Path output, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("example", "events", "--input", input.toString(), "--output", output.toString()));
        switch (mode) {
            case EMBEDDED -> {}
            case PROCESSES -> arguments.addAll(List.of("--processes", "2", "--memory", "512MiB"));
            case DAEMONS ->
                arguments.addAll(List.of(
                        "--scheduler",
                        daemons.address(),
                        "--connection-file",
                        daemons.connectionFile().toString()));
        }
        arguments.addAll(List.of(more));
        return QuernProcess.run(folder, arguments.toArray(String[]::new));
    }

    private Events events(String name) throws Exception {
        return switch (name) {
            case "sample" -> {
                Path sample = QuernProcess.ROOT.resolve("examples/src/test/resources/events-sample");
                yield new Events(sample.resolve("input"), EventGroups.ofRecords(sample.resolve("expected.jsonl.gz")));
            }
            case "medium" -> generated(name, EventsProfile.MEDIUM);
            case "shuffled" -> generated(name, EventsProfile.SHUFFLED);
            default -> shared(name);
        };
    }

    /// Events that lie beside the repository and not in it.
    private static Events shared(String name) {
        Path data = QuernProcess.ROOT.resolveSibling("shared/data/events").resolve(name);
        for (Path place = QuernProcess.ROOT; place != null && !Files.exists(data); place = place.getParent()) {
            data = place.resolve("shared/data/events").resolve(name);
        }
        assumeThat(data.resolve("input"))
                .as("SKIPPED: the large events are not beside this checkout, at ../shared/data/events/%s", name)
                .exists();
        return new Events(data.resolve("input"), EventGroups.ofRecords(data.resolve("expected.jsonl.gz")));
    }

    private Events generated(String name, EventsProfile profile) throws InterruptedException {
        Path input = folder.resolve("generated-" + name);
        if (!Files.exists(input)) {
            new EventsGenerator(new EventsOptions(GENERATED_ROWS, 1, 3, profile, 7, input)).generate();
        }
        return new Events(input, EventGroups.ofEvents(input));
    }
}
