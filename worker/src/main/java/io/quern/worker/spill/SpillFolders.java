package io.quern.worker.spill;

import io.quern.core.config.SpillSettings;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.key.RunId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Where a worker spills: one folder of its own in each of those that were configured, made when they are first
/// needed. A file goes to the one with the most room; where it cannot be made there, to the next. Thread-safe.
public final class SpillFolders implements AutoCloseable {
    private static final long MARK_STEP = 0x9E37_79B9_7F4A_7C15L;

    private final List<OwnFolder> folders;
    private final SpillQuota quota;
    private final AtomicLong numbers = new AtomicLong();

    public SpillFolders(SpillSettings settings) {
        this.folders = settings.folders().stream().map(OwnFolder::new).toList();
        this.quota = new SpillQuota(settings.bytesMax());
    }

    /// Removes what workers have left that were killed.
    ///
    /// @return how many folders
    public int removeDead() {
        return folders.stream()
                .mapToInt(folder -> DeadFolders.remove(folder.parent()))
                .sum();
    }

    /// A new file.
    ///
    /// @param run to which it belongs
    /// @param what it holds, for people
    /// @throws QuernException RESOURCES where none can be made: says why for each folder
    public BlockFile create(RunId run, String what) {
        return create(run.digest(), what);
    }

    private BlockFile create(long digest, String what) {
        long number = numbers.incrementAndGet();
        List<String> problems = new ArrayList<>();
        for (OwnFolder folder : byRoom()) {
            try {
                return folder.create(number + ".spill", digest + number * MARK_STEP, what, quota);
            } catch (IOException e) {
                problems.add(folder.parent() + ": " + e + " (" + DiskRoom.about(e, folder.parent()) + ")");
            }
        }
        throw new QuernException(
                ErrorCode.RESOURCES,
                "cannot spill " + what + " to " + String.join("; ", problems)
                        + "; name a folder that can be written in worker.spill.folders, or give the worker more"
                        + " worker.memory");
    }

    /// Writes a block and removes it.
    ///
    /// @return what is wrong; empty where nothing is
    public String writeProblem() {
        ByteBuffer trial = ByteBuffer.allocate(BlockWriter.BLOCK_BYTES);
        while (trial.hasRemaining()) {
            // Nothing that compression makes smaller.
            trial.putLong(trial.position() * MARK_STEP);
        }
        try (BlockFile file = create(0, "a trial")) {
            long _ = file.append(trial.flip());
            return "";
        } catch (QuernException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private List<OwnFolder> byRoom() {
        if (folders.size() == 1) {
            return folders;
        }
        record Roomy(OwnFolder folder, long freeBytes) {}
        return folders.stream()
                .map(folder -> new Roomy(folder, DiskRoom.freeBytes(folder.parent())))
                .sorted(Comparator.comparingLong(Roomy::freeBytes).reversed())
                .map(Roomy::folder)
                .toList();
    }

    /// What is on the disk, to the byte; the lock files are empty.
    public long usedBytes() {
        return quota.usedBytes();
    }

    /// Removes everything. Files that are open can be read until they are closed.
    @Override
    public void close() {
        folders.forEach(OwnFolder::close);
    }
}
