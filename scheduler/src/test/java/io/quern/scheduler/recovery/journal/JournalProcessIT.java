package io.quern.scheduler.recovery.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.runtime.SystemClock;
import io.quern.scheduler.recovery.storage.FolderStorage;
import io.quern.scheduler.recovery.storage.JournalException;
import io.quern.scheduler.recovery.storage.JournalStorage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A journal on a real disk, between real processes.
@Timeout(180)
class JournalProcessIT {
    private static final int KILLS = 4;

    @TempDir
    private Path temporary;

    @Test
    void whatAKilledProcessCalledDurableIsThereAndItsEpochIsOver() throws IOException, InterruptedException {
        Path folder = temporary.resolve("journal");
        Random random = new Random(Long.getLong("seed", 3));
        long epoch = 0;
        int checkpoints = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            long durable = 0;
            try (Child child = new Child(folder)) {
                long began = child.number("epoch ");
                assertThat(began).isGreaterThan(epoch);
                epoch = began;
                for (int lines = 20 + random.nextInt(150); lines > 0; lines--) {
                    String line = child.line();
                    assertThat(line).doesNotStartWith("refused");
                    durable = line.startsWith("durable ") ? Long.parseLong(line.substring(8)) : durable;
                    checkpoints += line.equals("checkpointed") ? 1 : 0;
                }
            }
            try (JournalStorage storage = FolderStorage.open(folder, new SystemClock())) {
                NumberedRecords found = new NumberedRecords();
                JournalOpening opening = JournalOpening.of(storage, 256 * 1024, random, 1);
                opening.replay(found::add);
                opening.writer().close();
                assertThat(found.last()).isGreaterThanOrEqualTo(durable);
                assertThat(opening.epoch()).isGreaterThan(epoch);
                epoch = opening.epoch();
            }
        }
        assertThat(checkpoints).as("checkpoints of all lives").isPositive();
    }

    @Test
    void aSecondProcessIsRefusedAndToldWhoHasTheJournal() throws IOException, InterruptedException {
        Path folder = temporary.resolve("journal");
        try (Child first = new Child(folder)) {
            assertThat(first.number("epoch ")).isEqualTo(1);
            String holder = "the journal in " + folder + " is held by process " + first.process.pid() + " on ";
            assertThatThrownBy(() -> FolderStorage.open(folder, new SystemClock()))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining(holder)
                    .hasMessageContaining(", since 20");
            try (Child second = new Child(folder)) {
                assertThat(second.line()).startsWith("refused " + holder);
                assertThat(second.process.waitFor()).isZero();
            }
            assertThat(first.number("durable ")).isPositive();
        }
        FolderStorage.open(folder, new SystemClock()).close();
    }

    private static final class Child implements AutoCloseable {
        private final Process process;
        private final BufferedReader lines;

        Child(Path folder) throws IOException {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            AppendingProcess.class.getName(),
                            folder.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        }

        String line() throws IOException {
            String line = lines.readLine();
            assertThat(line).as("a line of the other process").isNotNull();
            return line;
        }

        /// The number in the next line that begins so.
        long number(String beginning) throws IOException {
            String line = line();
            while (!line.startsWith(beginning)) {
                assertThat(line).doesNotStartWith("refused");
                line = line();
            }
            return Long.parseLong(line.substring(beginning.length()));
        }

        @Override
        public void close() throws IOException {
            process.destroyForcibly();
            boolean wasInterrupted = false;
            while (true) {
                try {
                    process.waitFor();
                    break;
                } catch (InterruptedException _) {
                    wasInterrupted = true;
                }
            }
            lines.close();
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
