package io.quern.scheduler.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Plays every file of `src/test/resources/scenarios`; `-Dquern.record=true` writes what really came into them.
class LifecycleScenarioTest {
    private static final Path SCENARIOS =
            Path.of(System.getProperty("quern.root", ".."), "scheduler/src/test/resources/scenarios");

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(SCENARIOS)) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        }
    }

    @TestFactory
    Stream<DynamicTest> everyScenarioGoesAsWritten() throws IOException {
        return files().stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    String script = Files.readString(file);
                    String played = new Scenario().play(script);
                    if (Boolean.getBoolean("quern.record")) {
                        Files.writeString(file, played);
                    } else {
                        assertThat(played).isEqualTo(script);
                    }
                }));
    }

    @Test
    void scenariosTakeEveryDeclaredTransition() throws IOException {
        Map<String, Long> counts = new TreeMap<>();
        for (Path file : files()) {
            Scenario scenario = new Scenario();
            scenario.play(Files.readString(file));
            scenario.machine()
                    .transitionCounts()
                    .forEach(count -> counts.merge(count.transition(), count.count(), Long::sum));
        }

        assertThat(counts)
                .isNotEmpty()
                .allSatisfy(
                        (transition, count) -> assertThat(count).as(transition).isPositive());
    }

    @Test
    void theSameEventsGiveTheSameStateDigest() throws IOException {
        for (Path file : files()) {
            Scenario first = new Scenario();
            Scenario second = new Scenario();
            first.play(Files.readString(file));
            second.play(Files.readString(file));

            assertThat(first.machine().digest())
                    .as(file.toString())
                    .isEqualTo(second.machine().digest());
        }
    }
}
