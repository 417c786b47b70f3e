package io.quern.worker.spill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class OpenFilesIT {
    @TempDir
    private Path folder;

    @Test
    @Timeout(60)
    void whoMayOpenNoMoreFilesIsToldTheLimitAndTheRemedyAndGoesOnOnceSomeAreClosed() throws Exception {
        Process program = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "ulimit -n 100 && exec \"$@\"",
                        "sh",
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OpenFilesProgram.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        List<String> lines;
        try (var out = program.inputReader()) {
            lines = out.lines()
                    .filter(line -> line.contains(" files: ") || line.contains(" on the disk"))
                    .toList();
        }
        assertThat(program.waitFor()).isZero();
        assertThat(lines).hasSize(4);
        String refused = lines.getFirst();
        assertThat(refused)
                .contains("cannot spill groups to " + folder, "Too many open files", "100 may be open at once")
                .contains("raise it with ulimit -n 65536");
        assertThat(lines.get(2)).as("as many as before: none is left open").startsWith(files(refused));
        assertThat(lines.get(1)).isEqualTo("0 bytes on the disk");
        assertThat(lines.get(3)).isEqualTo("0 bytes on the disk");
    }

    private static String files(String line) {
        return line.substring(0, line.indexOf(": ") + 2);
    }
}
