package io.quern.bench.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryBenchmarkOptionsTest {
    private static MemoryBenchmarkOptions parse(String line) {
        return MemoryBenchmarkOptions.parse(List.of(line.split(" ")));
    }

    @Test
    void withoutArgumentsAllPointsAreMeasuredAtFullScale() {
        assertThat(MemoryBenchmarkOptions.parse(List.of()))
                .isEqualTo(new MemoryBenchmarkOptions(List.of(1, 2, 3, 4, 5), 1, false, 60, null));
    }

    @Test
    void pointsAndOptionsComeInAnyOrder() {
        assertThat(parse("3 --scale 0.01 1 --minutes-max 5"))
                .isEqualTo(new MemoryBenchmarkOptions(List.of(3, 1), 0.01, false, 5, null));
    }

    @Test
    void containersHaveThePointsThatAreAboutLimits() {
        assertThat(parse("--containers").points()).containsExactly(1, 2, 3, 4);
        assertThatThrownBy(() -> parse("--containers 5")).hasMessageContaining("point 5");
    }

    @Test
    void sparkIsMeasuredWhereItsFolderIsNamed(@TempDir Path home) throws IOException {
        assertThatThrownBy(() -> parse("2 --spark " + home))
                .hasMessage("--spark " + home + " has no bin/spark-sql: give the folder of a Spark distribution, or of "
                        + "the package pyspark");
        Path command =
                Files.createFile(Files.createDirectory(home.resolve("bin")).resolve("spark-sql"));
        assertThat(command.toFile().setExecutable(true)).isTrue();
        assertThat(parse("2 --containers --spark " + home).sparkHome()).isEqualTo(home);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "6",
                "0",
                "--verbose",
                "--scale",
                "--scale 0",
                "--scale 2",
                "--scale x",
                "--spark",
                "--minutes-max 0"
            })
    void whatMakesNoSenseIsRefusedByName(String line) {
        assertThatThrownBy(() -> parse(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(line.split(" ")[0]);
    }
}
