package io.quern.worker.spill;

import io.quern.core.config.SpillSettings;
import io.quern.core.error.QuernException;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A process of the tests: opens spill files until it may not, says why, closes them, and tries again.
final class OpenFilesProgram {
    private static final int FILES_MAX = 10_000;
    private static final RunId RUN = new RunId(new TaskKey(new JobId(1, 2), 0, 3), 1);

    private OpenFilesProgram() {}

    public static void main(String[] arguments) {
        loadWhatAnErrorNeeds();
        SpillSettings settings = new SpillSettings(List.of(Path.of(arguments[0])), 1 << 30);
        try (SpillFolders folders = new SpillFolders(settings)) {
            for (int round = 0; round < 2; round++) {
                List<BlockFile> open = new ArrayList<>();
                try {
                    while (open.size() < FILES_MAX) {
                        open.add(folders.create(RUN, "groups"));
                    }
                } catch (QuernException e) {
                    System.out.println(open.size() + " files: " + e.getMessage());
                }
                open.forEach(BlockFile::close);
                System.out.println(folders.usedBytes() + " bytes on the disk");
            }
        }
    }

    /// Classes in folders are files that have to be opened; those of a worker are in jars, which are.
    private static void loadWhatAnErrorNeeds() {
        IOException problem = new IOException("Too many open files");
        System.out.println(DiskRoom.about(problem, Path.of("/")));
        try (SpillFolders nowhere = new SpillFolders(new SpillSettings(List.of(Path.of("/proc/none")), 1))) {
            BlockFile made = nowhere.create(RUN, "nothing");
            throw new IllegalStateException("made " + made.path());
        } catch (QuernException e) {
            System.out.println(e.getMessage());
        }
    }
}
