package io.quern.worker.nanny;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChildCommandTest {
    @Test
    void lineHasFlagsThenClassPathThenProgram() {
        ChildCommand command = new ChildCommand(
                Path.of("/jdk/bin/java"), List.of("-Xmx1m"), "a.jar:b", "x.Main", List.of("--name", "w"), Map.of());

        assertThat(command.line())
                .containsExactly("/jdk/bin/java", "-Xmx1m", "-cp", "a.jar:b", "x.Main", "--name", "w");
    }

    @Test
    void jvmLikeThisOneHasItsExecutableTheClassPathAndTheLimits() {
        MemorySplit memory = MemorySplit.of(1L << 30);
        List<String> line = ChildCommand.likeThisJvm(
                        "x.Main", memory, List.of(Path.of("a.jar"), Path.of("b")), ChildSurroundings.NONE, List.of())
                .line();

        assertThat(line.getFirst()).isEqualTo(System.getProperty("java.home") + "/bin/java");
        assertThat(line).containsAll(memory.jvmFlags()).contains("a.jar" + File.pathSeparator + "b");
    }

    @Test
    void surroundingsComeBehindOurOwnAndVariablesAreNotInTheLine() {
        ChildSurroundings given =
                new ChildSurroundings(Map.of("TOKEN", "s3cret"), List.of("-Dkey=value"), List.of(Path.of("hooks.jar")));
        ChildCommand command = ChildCommand.likeThisJvm(
                "x.Main", MemorySplit.of(1L << 30), List.of(Path.of("a.jar")), given, List.of());

        assertThat(command.line()).contains("-Dkey=value", "a.jar" + File.pathSeparator + "hooks.jar");
        assertThat(command.process().environment())
                .containsEntry("TOKEN", "s3cret")
                .containsKey("PATH");
        assertThat(command + " " + given).doesNotContain("s3cret").contains("TOKEN");
    }

    @Test
    void smallWorkersHaveFewArenasUnlessTheyAreToldOtherwise() {
        ChildSurroundings given = new ChildSurroundings(Map.of("MALLOC_ARENA_MAX", "8"), List.of(), List.of());

        assertThat(environment(256, ChildSurroundings.NONE)).containsEntry("MALLOC_ARENA_MAX", "2");
        assertThat(environment(256, given)).containsEntry("MALLOC_ARENA_MAX", "8");
        assertThat(environment(1_024, ChildSurroundings.NONE)).isEmpty();
    }

    private static Map<String, String> environment(long mebibytes, ChildSurroundings given) {
        return ChildCommand.likeThisJvm("x.Main", MemorySplit.of(mebibytes << 20), List.of(), given, List.of())
                .environment();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xmx2g", "-XX:MaxRAMPercentage=50", "-cp", "--class-path=x", "-jar", "x.jar", ""})
    void optionsThatAreNotForAWorkerAreRefusedByName(String option) {
        assertThatThrownBy(() -> new ChildSurroundings(Map.of(), List.of(option), List.of()))
                .hasMessageContaining(option);
    }

    @Test
    void variablesWithoutANameAreRefusedAndTheirValuesNotTold() {
        assertThatThrownBy(() -> new ChildSurroundings(Map.of("A=B", "s3cret"), List.of(), List.of()))
                .hasMessageContaining("\"A=B\"")
                .hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> new ChildSurroundings(Map.of("A", "s3cret\0"), List.of(), List.of()))
                .hasMessageContaining("variable A contains NUL")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void jvmFindsASchedulerThatMovedLongBeforeItGivesUp() {
        List<String> line = ChildCommand.likeThisJvm(
                        "x.Main", MemorySplit.of(1L << 30), List.of(), ChildSurroundings.NONE, List.of())
                .line();

        assertThat(line).contains("-Dsun.net.inetaddr.ttl=5");
    }
}
