package io.quern.core.task;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Memory of a task that runs in a program's own thread, without a worker: everything is granted, since only the
/// program knows what its heap is for, and what is spilled stays in that heap.
public final class UnboundedMemory implements TaskMemory {
    private final AtomicLong reserved = new AtomicLong();

    @Override
    public boolean tryReserve(long bytes) {
        reserve(bytes);
        return true;
    }

    @Override
    public void reserve(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("cannot reserve " + bytes + " bytes");
        }
        reserved.addAndGet(bytes);
    }

    @Override
    public void release(long bytes) {
        long left = reserved.addAndGet(-bytes);
        if (bytes < 0 || left < 0) {
            reserved.addAndGet(bytes);
            throw new IllegalArgumentException(
                    "cannot release " + bytes + " bytes of the " + reserved.get() + " that are reserved");
        }
    }

    @Override
    public long reservedBytes() {
        return reserved.get();
    }

    @Override
    public SpillFile newSpill(String what) {
        return new HeapFile(what);
    }

    /// Blocks by number.
    private static final class HeapFile implements SpillFile {
        private final String what;
        private final List<byte[]> blocks = new ArrayList<>();
        private long sizeBytes;

        HeapFile(String what) {
            this.what = what;
        }

        @Override
        public long append(ByteBuffer block) {
            byte[] bytes = new byte[block.remaining()];
            block.duplicate().get(bytes);
            blocks.add(bytes);
            sizeBytes += bytes.length;
            return blocks.size() - 1L;
        }

        @Override
        public byte[] read(long position) {
            if (position < 0 || position >= blocks.size()) {
                throw new IllegalArgumentException(
                        "the spill of " + what + " has no block at " + position + "; it has " + blocks.size());
            }
            return blocks.get((int) position).clone();
        }

        @Override
        public long sizeBytes() {
            return sizeBytes;
        }

        @Override
        public void close() {
            blocks.clear();
            sizeBytes = 0;
        }
    }
}
