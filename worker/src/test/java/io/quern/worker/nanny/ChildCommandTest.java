package io.quern.worker.nanny;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChildCommandTest {
    @Test
    void lineHasFlagsThenClassPathThenProgram() {
        ChildCommand command = new ChildCommand(
                Path.of("/jdk/bin/java"), List.of("-Xmx1m"), "a.jar:b", "x.Main", List.of("--name", "w"));

        assertThat(command.line())
                .containsExactly("/jdk/bin/java", "-Xmx1m", "-cp", "a.jar:b", "x.Main", "--name", "w");
    }

    @Test
    void jvmLikeThisOneHasItsExecutableTheClassPathAndTheLimits() {
        MemorySplit memory = MemorySplit.of(1L << 30);
        List<String> line = ChildCommand.likeThisJvm(
                        "x.Main", memory, List.of(Path.of("a.jar"), Path.of("b")), List.of())
                .line();

        assertThat(line.getFirst()).isEqualTo(System.getProperty("java.home") + "/bin/java");
        assertThat(line).containsAll(memory.jvmFlags()).contains("a.jar" + File.pathSeparator + "b");
    }

    @Test
    void jvmFindsASchedulerThatMovedLongBeforeItGivesUp() {
        List<String> line = ChildCommand.likeThisJvm("x.Main", MemorySplit.of(1L << 30), List.of(), List.of())
                .line();

        assertThat(line).contains("-Dsun.net.inetaddr.ttl=5");
    }
}
