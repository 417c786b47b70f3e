package io.quern.worker.memory;

import io.quern.core.key.RunId;
import io.quern.core.task.SpillFile;
import io.quern.core.task.TaskMemory;
import io.quern.worker.spill.SpillFolders;
import java.util.ArrayList;
import java.util.List;

/// What one run takes of a [WorkerMemory]. Closing it gives everything back and deletes its files.
public final class RunMemory implements TaskMemory, AutoCloseable {
    private final WorkerMemory worker;
    private final SpillFolders folders;
    private final RunId run;
    private final String stageName;

    /// Guarded by the worker's lock.
    long reserved;

    /// Guarded by itself, as is the next.
    private final List<SpillFile> files = new ArrayList<>();

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
        SpillFile file = folders.create(run, what + " of " + this);
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
        synchronized (files) {
            isOver = true;
            files.forEach(SpillFile::close);
            files.clear();
        }
        worker.end(this);
    }

    /// Such as `read+floor[3]`.
    @Override
    public String toString() {
        return stageName + "[" + run.task().partition() + "]";
    }
}
