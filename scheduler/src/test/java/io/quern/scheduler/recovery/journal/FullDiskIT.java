package io.quern.scheduler.recovery.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quern.core.runtime.SystemClock;
import io.quern.scheduler.recovery.storage.FolderStorage;
import io.quern.scheduler.recovery.storage.JournalException;
import io.quern.scheduler.recovery.storage.JournalStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A journal on a file system that is truly full: one in memory, which only root may mount.
@Timeout(120)
class FullDiskIT {
    @TempDir
    private Path temporary;

    private Path disk;
    private boolean isMounted;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        disk = Files.createDirectory(temporary.resolve("disk"));
        isMounted = run("mount", "-t", "tmpfs", "-o", "size=3m", "quern-full-disk", disk.toString());
        assumeTrue(isMounted, "only root may mount a file system");
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (isMounted) {
            assertThat(run("umount", disk.toString())).isTrue();
        }
    }

    @Test
    void aFullDiskFailsTheJournalAndAfterRoomIsMadeItGoesOnFromWhatWasDurable()
            throws IOException, InterruptedException {
        RecordedJournalEvents events = new RecordedJournalEvents();
        try (JournalStorage storage = FolderStorage.open(disk.resolve("journal"), new SystemClock())) {
            JournalOpening opening = JournalOpening.of(storage, 1 << 20, new Random(1), 1);
            opening.replay(_ -> {});
            Journal journal = opening.start(new SystemClock(), events);
            for (int number = 1; journal.failure().isEmpty(); number++) {
                try {
                    journal.append(NumberedRecords.numbered(number, 10_000));
                } catch (JournalException e) {
                    assertThat(journal.failure()).containsSame(e);
                }
            }
            assertThat(events.awaitFailure())
                    .hasMessageContaining("the journal cannot be written: " + disk + "/journal/log-")
                    .hasMessageContaining("No space left on device (0 MiB free)")
                    .hasMessageContaining("make room in " + disk + "/journal");
            journal.close();
        }
        assertThat(events.failures()).hasSize(1);
        assertThatThrownBy(this::replay)
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("cannot be opened: IOException No space left on device");
        assertThat(run("mount", "-o", "remount,size=16m", disk.toString())).isTrue();
        assertThat(replay().last()).isGreaterThanOrEqualTo(events.durable());
        assertThat(replay().last()).isGreaterThanOrEqualTo(events.durable());
    }

    private NumberedRecords replay() throws IOException {
        NumberedRecords found = new NumberedRecords();
        try (JournalStorage storage = FolderStorage.open(disk.resolve("journal"), new SystemClock())) {
            JournalOpening opening = JournalOpening.of(storage, 1 << 20, new Random(2), 1);
            opening.replay(found::add);
            opening.writer().close();
        }
        return found;
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(command));
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor() == 0;
    }
}
