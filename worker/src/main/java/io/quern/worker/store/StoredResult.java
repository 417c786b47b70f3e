package io.quern.worker.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.quern.core.key.RunId;
import io.quern.core.transport.HeldResult;
import io.quern.core.value.ValueCodecs;
import io.quern.worker.code.CodeUse;
import io.quern.worker.code.JobCode;
import io.quern.worker.memory.WorkerMemory;
import io.quern.worker.memory.decision.MemoryEvent.ResultLoaded;
import io.quern.worker.memory.decision.MemoryEvent.ResultSpilled;
import io.quern.worker.memory.decision.MemoryInstruction;
import io.quern.worker.spill.BlockReader;
import io.quern.worker.spill.SpillFolders;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A result, in memory or on the disk or both, and the code that its classes are of, which is in use for as long as
/// the result is held or read. The file stays when the result is brought back: to let go of it in memory again
/// costs nothing. Thread-safe.
public final class StoredResult {
    private final RunId run;
    private final long sizeBytes;
    private final @Nullable ValueCodecs codecs;
    private final CodeUse code;
    private final WorkerMemory memory;

    /// Held while the disk is read, so that two that want it read it once. Never asked for by the event loop.
    private final ReentrantLock loading = new ReentrantLock();

    /// Null while it is on the disk alone.
    @GuardedBy("this")
    private @Nullable HeldResult held;

    @GuardedBy("this")
    private @Nullable ResultFile file;

    @GuardedBy("this")
    private int pins;

    @GuardedBy("this")
    private boolean isDropped;

    StoredResult(RunId run, HeldResult held, CodeUse code, WorkerMemory memory) {
        this.run = run;
        this.sizeBytes = held.sizeBytes();
        this.codecs = held.codecs();
        this.code = code;
        this.memory = memory;
        this.held = held;
    }

    RunId run() {
        return run;
    }

    /// What it takes in memory.
    long sizeBytes() {
        return sizeBytes;
    }

    /// Whether reading it means to read the disk.
    public synchronized boolean isOnDiskAlone() {
        return held == null;
    }

    /// What it takes in memory, where it is not there.
    public synchronized long missingBytes() {
        return held == null ? sizeBytes : 0;
    }

    /// What one of its parts takes in memory, where it is not there.
    ///
    /// @throws io.quern.core.error.QuernException INTERNAL where the result is on the disk and has no such part
    public long missingBytes(int part) {
        ResultFile onDisk;
        synchronized (this) {
            onDisk = held == null ? file : null;
        }
        return onDisk == null ? 0 : onDisk.partBytes(part);
    }

    /// The value, as a run of that code knows it.
    ///
    /// @throws io.quern.core.error.QuernException USER where it is of classes that the reader does not have
    /// @throws DamagedResultException where it was on the disk and is not what was written
    public @Nullable Object readBy(JobCode reader) throws InterruptedException, DamagedResultException {
        return reader.take(load().value(), code.await());
    }

    /// The result in memory, brought there where it is not.
    HeldResult load() throws InterruptedException, DamagedResultException {
        HeldResult known = held();
        if (known != null) {
            return known;
        }
        loading.lockInterruptibly();
        try {
            known = held();
            return known == null ? read() : known;
        } finally {
            loading.unlock();
        }
    }

    /// One of its parts. Where the result is on the disk that part alone is read, and the rest stays where it is: each
    /// part is for one task, and is wanted once.
    ///
    /// @throws io.quern.core.error.QuernException INTERNAL where it has no such part
    /// @throws DamagedResultException where it was on the disk and is not what was written
    public HeldResult readPart(int part) throws InterruptedException, DamagedResultException {
        HeldResult known = held();
        if (known != null) {
            return known.part(part);
        }
        try {
            ResultFile onDisk = knownFile();
            try (BlockReader in = onDisk.reader(part)) {
                Object value = codecs().decode(in);
                if (in.read() >= 0) {
                    throw new IOException("part " + part + " has bytes after its end");
                }
                return new HeldResult(value, onDisk.partBytes(part), codecs);
            }
        } catch (ClosedByInterruptException interrupted) {
            throw interrupted(interrupted);
        } catch (IOException e) {
            throw new DamagedResultException(run, e);
        }
    }

    private synchronized @Nullable HeldResult held() {
        return held;
    }

    private HeldResult read() throws InterruptedException, DamagedResultException {
        HeldResult loaded;
        try (BlockReader in = openEncoded()) {
            loaded = new HeldResult(codecs().decode(in), sizeBytes, codecs);
        } catch (ClosedByInterruptException interrupted) {
            throw interrupted(interrupted);
        } catch (IOException e) {
            throw new DamagedResultException(run, e);
        }
        List<MemoryInstruction> decided;
        synchronized (this) {
            held = loaded;
            decided = memory.note(new ResultLoaded(run));
        }
        memory.carryOut(decided);
        return loaded;
    }

    private static InterruptedException interrupted(Exception cause) {
        InterruptedException interrupted = new InterruptedException("interrupted while a spilled result was read");
        interrupted.initCause(cause);
        return interrupted;
    }

    private ResultFile knownFile() throws IOException {
        ResultFile known = file();
        if (known == null) {
            throw new IOException("it was dropped");
        }
        return known;
    }

    private synchronized @Nullable ResultFile file() {
        return file;
    }

    private ValueCodecs codecs() throws InterruptedException {
        ValueCodecs own = codecs;
        return own == null ? code.await().codecs() : own;
    }

    /// Opens what was spilled, whether it is in memory too by now or not.
    ///
    /// @throws IOException where the result was never spilled, or is held no more
    BlockReader openEncoded() throws IOException {
        return knownFile().reader();
    }

    /// The same for one part.
    ///
    /// @throws io.quern.core.error.QuernException INTERNAL where it has no such part
    BlockReader openEncoded(int part) throws IOException {
        return knownFile().reader(part);
    }

    /// Writes it to the disk, unless it is there, and lets go of it in memory. Tells that it is done.
    ///
    /// @throws io.quern.core.error.QuernException RESOURCES where the disk does not take it; it stays in memory
    ///     then
    /// @throws IOException where it cannot be encoded
    void spill(SpillFolders folders) throws IOException, InterruptedException {
        HeldResult value = held();
        if (value != null && file() == null) {
            ResultFile written = ResultFile.write(folders.create(run, "result " + run), value.value(), codecs());
            synchronized (this) {
                if (isDropped && pins == 0) {
                    written.close();
                } else {
                    file = written;
                }
            }
        }
        List<MemoryInstruction> decided;
        synchronized (this) {
            held = null;
            decided = memory.note(new ResultSpilled(run));
        }
        memory.carryOut(decided);
    }

    /// A run is going to read it: it stays, in memory or on the disk, until [#unpin].
    synchronized void pin() {
        pins++;
    }

    /// That run has ended.
    void unpin() {
        boolean isOver;
        synchronized (this) {
            pins--;
            isOver = isDropped && pins == 0;
        }
        if (isOver) {
            dispose(ResultFile::close);
        }
    }

    /// It is held no more; what runs read of it lives on until they end.
    ///
    /// @param deletions see to its file, unless a run still reads it
    void drop(FileDeletions deletions) {
        boolean isOver;
        synchronized (this) {
            isDropped = true;
            isOver = pins == 0;
        }
        if (isOver) {
            dispose(deletions::delete);
        }
    }

    private void dispose(Consumer<ResultFile> deletion) {
        ResultFile last;
        synchronized (this) {
            last = file;
            file = null;
        }
        if (last != null) {
            deletion.accept(last);
        }
        code.close();
    }

    CodeUse code() {
        return code;
    }

    @Nullable
    Object valueInMemory() {
        HeldResult known = held();
        return known == null ? null : known.value();
    }
}
