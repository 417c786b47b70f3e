package io.quern.dataframe.aggregate.spill;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.task.SpillFile;
import io.quern.core.task.TaskMemory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Memory of few bytes, which refuses by its budget and now and then without a reason, and a disk that takes so
/// many bytes.
final class TinyMemory implements TaskMemory {
    private final long budgetBytes;
    private final long leastBytes;
    private final long diskBytes;
    private final int refusals;
    private final RandomGenerator random;
    private final List<TinyFile> files = new ArrayList<>();
    private long reserved;
    private long reservedMax;
    private long written;

    /// @param budgetBytes that are granted on trial
    /// @param leastBytes that are granted where they have to be there
    /// @param diskBytes that all files take
    /// @param refusals one in so many trials is refused whatever it asks for; 0 for none
    TinyMemory(long budgetBytes, long leastBytes, long diskBytes, int refusals, RandomGenerator random) {
        this.budgetBytes = budgetBytes;
        this.leastBytes = leastBytes;
        this.diskBytes = diskBytes;
        this.refusals = refusals;
        this.random = random;
    }

    static TinyMemory of(long budgetBytes) {
        return new TinyMemory(budgetBytes, Long.MAX_VALUE, Long.MAX_VALUE, 0, RandomGenerator.getDefault());
    }

    @Override
    public boolean tryReserve(long bytes) {
        if (reserved + bytes > budgetBytes || (refusals > 0 && random.nextInt(refusals) == 0)) {
            return false;
        }
        take(bytes);
        return true;
    }

    @Override
    public void reserve(long bytes) {
        if (reserved + bytes > leastBytes) {
            throw new QuernException(ErrorCode.RESOURCES, "no " + bytes + " bytes beside " + reserved);
        }
        take(bytes);
    }

    private void take(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException(bytes + " bytes");
        }
        reserved += bytes;
        reservedMax = Math.max(reservedMax, reserved);
    }

    @Override
    public void release(long bytes) {
        if (bytes < 0 || bytes > reserved) {
            throw new IllegalArgumentException(bytes + " of " + reserved + " bytes");
        }
        reserved -= bytes;
    }

    @Override
    public long reservedBytes() {
        return reserved;
    }

    long reservedMax() {
        return reservedMax;
    }

    @Override
    public SpillFile newSpill(String what) {
        TinyFile file = new TinyFile(what);
        files.add(file);
        return file;
    }

    /// What was said of the files, in the order in which they were made.
    List<String> spilled() {
        return files.stream().map(file -> file.what).toList();
    }

    int openFiles() {
        return (int) files.stream().filter(file -> file.isOpen).count();
    }

    int largestBlock() {
        return files.stream().mapToInt(file -> file.largestBlock).max().orElse(0);
    }

    private final class TinyFile implements SpillFile {
        private final String what;
        private final List<byte[]> blocks = new ArrayList<>();
        private int largestBlock;
        private boolean isOpen = true;

        TinyFile(String what) {
            this.what = what;
        }

        @Override
        public long append(ByteBuffer block) {
            requireOpen();
            byte[] bytes = new byte[block.remaining()];
            block.get(bytes);
            if (written + bytes.length > diskBytes) {
                throw new QuernException(ErrorCode.RESOURCES, "the disk takes no more of " + what);
            }
            written += bytes.length;
            largestBlock = Math.max(largestBlock, bytes.length);
            blocks.add(bytes);
            return blocks.size() * 1_000L;
        }

        @Override
        public byte[] read(long position) {
            requireOpen();
            return blocks.get((int) (position / 1_000) - 1).clone();
        }

        private void requireOpen() {
            if (!isOpen) {
                throw new IllegalStateException(what + " is closed");
            }
        }

        @Override
        public long sizeBytes() {
            return blocks.stream().mapToLong(block -> block.length).sum();
        }

        @Override
        public void close() {
            isOpen = false;
        }
    }
}
