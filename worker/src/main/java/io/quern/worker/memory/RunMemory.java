package io.quern.worker.memory;

import io.quern.core.key.RunId;
import io.quern.core.task.SpillFile;
import io.quern.core.task.TaskMemory;
import io.quern.worker.spill.SpillFolders;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/// What one run takes of a [WorkerMemory]. Closing it gives everything back and deletes its files.
public final class RunMemory implements TaskMemory, AutoCloseable {
    /// Stands for an operator where the task has none.
    static final String OWN_CODE = "";

    private final WorkerMemory worker;
    private final SpillFolders folders;
    private final RunId run;
    private final String stageName;

    /// Guarded by the worker's lock, as are the next two.
    long reserved;

    /// What of that is for what.
    final TreeMap<String, Long> operators = new TreeMap<>();

    /// Waits for other tasks.
    boolean isResting;

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

    /// Under the worker's lock, as are the next two.
    void add(String operator, long bytes) {
        reserved += bytes;
        if (bytes > 0) {
            operators.merge(operator, bytes, Long::sum);
        }
    }

    void remove(String operator, long bytes) {
        long known = operators.getOrDefault(operator, 0L);
        if (bytes < 0 || bytes > known) {
            throw new IllegalArgumentException(this + " cannot release " + bytes + " bytes of the " + known
                    + " that it has reserved" + (operator.equals(OWN_CODE) ? "" : " for " + operator));
        }
        reserved -= bytes;
        if (bytes == known) {
            operators.remove(operator);
        } else {
            operators.put(operator, known - bytes);
        }
    }

    /// @return what that was
    long giveAllBack() {
        long left = reserved;
        reserved = 0;
        operators.clear();
        return left;
    }

    @Override
    public boolean tryReserve(long bytes) {
        return tryReserve(OWN_CODE, bytes);
    }

    private boolean tryReserve(String operator, long bytes) {
        checkAmount(bytes);
        return worker.tryReserve(this, operator, bytes);
    }

    @Override
    public void reserve(long bytes) {
        reserve(OWN_CODE, bytes);
    }

    private void reserve(String operator, long bytes) {
        checkAmount(bytes);
        worker.reserve(this, operator, bytes);
    }

    @Override
    public void admit(long bytes) {
        admit(OWN_CODE, bytes);
    }

    private void admit(String operator, long bytes) {
        checkAmount(bytes);
        worker.admit(this, operator, bytes);
    }

    private void checkAmount(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException(this + " cannot reserve " + bytes + " bytes");
        }
    }

    @Override
    public void release(long bytes) {
        worker.release(this, OWN_CODE, bytes);
    }

    @Override
    public long reservedBytes() {
        return worker.reservedBytes(this);
    }

    @Override
    public TaskMemory of(String operator) {
        return new OfOperator(operator);
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

    /// The same under the name of an operator.
    private final class OfOperator implements TaskMemory {
        private final String operator;

        private OfOperator(String operator) {
            this.operator = operator;
        }

        @Override
        public boolean tryReserve(long bytes) {
            return RunMemory.this.tryReserve(operator, bytes);
        }

        @Override
        public void reserve(long bytes) {
            RunMemory.this.reserve(operator, bytes);
        }

        @Override
        public void admit(long bytes) {
            RunMemory.this.admit(operator, bytes);
        }

        @Override
        public void release(long bytes) {
            worker.release(RunMemory.this, operator, bytes);
        }

        @Override
        public long reservedBytes() {
            return RunMemory.this.reservedBytes();
        }

        @Override
        public SpillFile newSpill(String what) {
            return RunMemory.this.newSpill(what);
        }

        @Override
        public TaskMemory of(String other) {
            return RunMemory.this.of(other);
        }
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
