package io.quern.cli.acceptance;

import static io.quern.cli.acceptance.WordsProgram.scale;
import static io.quern.cli.acceptance.WordsProgram.tellingItsFailure;
import static io.quern.cli.acceptance.WordsProgram.words;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Code that a scheduler keeps in a configured folder: found again after a restart, and never used once it was
/// changed.
class KeptCodeIT {
    private static final String RESULT = "Count[word=w4, times=40], 100]";

    @TempDir
    private Path folder;

    @Test
    void codeIsFoundAgainAfterARestartAndRefusedWhereItWasChanged() throws Exception {
        Path kept = folder.resolve("kept");
        Files.writeString(folder.resolve("quern.properties"), "scheduler.code-folder = " + kept + "\n");
        UserProgram program = new UserProgram(Files.createDirectory(folder.resolve("program")));
        program.compiledInto("library", scale(10)).compiled(tellingItsFailure(words("Words", 1)));
        try (Daemons daemons = new Daemons(folder)) {
            daemons.startWorker("first");
            daemons.awaitWorkers();
            assertThat(program.run("Words", daemons.connectionFile()))
                    .singleElement()
                    .asString()
                    .endsWith(RESULT);
        }
        Map<Path, FileTime> blobs = blobs(kept);
        assertThat(blobs).as("two folders and their list").hasSize(3);
        try (Daemons daemons = new Daemons(folder)) {
            QuernProcess worker = daemons.startWorker("second");
            daemons.awaitWorkers();
            assertThat(program.run("Words", daemons.connectionFile()))
                    .singleElement()
                    .asString()
                    .endsWith(RESULT);
            assertThat(blobs(kept)).as("nothing was sent again").isEqualTo(blobs);
            worker.terminate();
            worker.await();
            change(largest(blobs));
            daemons.startWorker("third");
            daemons.awaitWorkers();
            assertThat(String.join("\n", program.run("Words", daemons.connectionFile())))
                    .contains("the blob "
                            + largest(blobs).getFileName().toString().replace(".blob", "")
                            + " arrived with the content ")
                    .contains("it is not used")
                    .containsPattern("task count\\[\\d]")
                    .contains("ran on  third");
        }
        try (Daemons daemons = new Daemons(folder)) {
            daemons.startWorker("fourth");
            daemons.awaitWorkers();
            assertThat(program.run("Words", daemons.connectionFile()))
                    .singleElement()
                    .asString()
                    .endsWith(RESULT);
        }
    }

    private static Map<Path, FileTime> blobs(Path kept) throws IOException {
        Map<Path, FileTime> times = new TreeMap<>();
        try (Stream<Path> files = Files.list(kept)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".blob")).toList()) {
                times.put(file, Files.getLastModifiedTime(file));
            }
        }
        return times;
    }

    private static Path largest(Map<Path, FileTime> blobs) throws IOException {
        Path largest = null;
        for (Path blob : blobs.keySet()) {
            largest = largest == null || Files.size(blob) > Files.size(largest) ? blob : largest;
        }
        return largest;
    }

    private static void change(Path blob) throws IOException {
        byte[] bytes = Files.readAllBytes(blob);
        bytes[bytes.length / 2]++;
        Files.write(blob, bytes);
    }
}
