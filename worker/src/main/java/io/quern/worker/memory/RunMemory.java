package io.quern.worker.memory;

import io.quern.core.key.RunId;
import io.quern.core.task.SpillFile;
import io.quern.core.task.TaskMemory;
import io.quern.worker.spill.SpillFolders;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What one run takes of a [WorkerMemory]. Closing it gives everything back and deletes its files.
public final class RunMemory implements TaskMemory, AutoCloseable {
    private final WorkerMemory worker;
    private final SpillFolders folders;
    private final RunId run;
    private final String stageName;

    /// Guarded by the worker's lock.
    long reserved;

    /// Guarded by itself, as is the next.
    private final Set<SpillFile> files = new LinkedHashSet<>();

    private boolean isOver;

    RunMemory(WorkerMemory worker, SpillFolders folders, RunId run, String stageName) {
        this.worker = worker;
        this.folders = folders;
        this.run = run;
        this.stageName = stageName;
    }

    RunId run() {
        return run;
    }

    @Override
    public boolean tryReserve(long bytes) {
        checkAmount(bytes);
        return worker.tryReserve(this, bytes);
    }

    @Override
    public void reserve(long bytes) {
        checkAmount(bytes);
        worker.reserve(this, bytes);
    }

    private void checkAmount(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException(this + " cannot reserve " + bytes + " bytes");
        }
    }

    @Override
    public void release(long bytes) {
        worker.release(this, bytes);
    }

    @Override
    public long reservedBytes() {
        return worker.reservedBytes(this);
    }

    @Override
    public SpillFile newSpill(String what) {
        SpillFile file = new FileOfRun(folders.create(run, what + " of " + this));
        synchronized (files) {
            if (isOver) {
                file.close();
                throw new IllegalStateException(this + " has ended");
            }
            files.add(file);
        }
        return file;
    }

    @Override
    public void close() {
        List<SpillFile> left;
        synchronized (files) {
            isOver = true;
            left = List.copyOf(files);
        }
        left.forEach(SpillFile::close);
        worker.end(this);
    }

    /// A file that the run knows of until it is closed.
    private final class FileOfRun implements SpillFile {
        private final SpillFile file;

        private FileOfRun(SpillFile file) {
            this.file = file;
        }

        @Override
        public long append(ByteBuffer block) {
            return file.append(block);
        }

        @Override
        public byte[] read(long position) {
            return file.read(position);
        }

        @Override
        public long sizeBytes() {
            return file.sizeBytes();
        }

        @Override
        public void close() {
            file.close();
            synchronized (files) {
                files.remove(this);
            }
        }
    }

    /// Such as `read+floor[3]`.
    @Override
    public String toString() {
        return stageName + "[" + run.task().partition() + "]";
    }
}
