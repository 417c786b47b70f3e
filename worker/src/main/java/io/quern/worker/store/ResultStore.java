package io.quern.worker.store;

import io.quern.core.current.ActorObject;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.key.RunId;
import io.quern.core.runtime.Clock;
import io.quern.core.transport.EncodedResult;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.ResultProvider;
import io.quern.worker.code.CodeUse;
import io.quern.worker.memory.WorkerMemory;
import io.quern.worker.memory.decision.MemoryEvent.DiskTried;
import io.quern.worker.memory.decision.MemoryEvent.ResultDropped;
import io.quern.worker.memory.decision.MemoryEvent.ResultKept;
import io.quern.worker.memory.decision.MemoryEvent.ResultPinned;
import io.quern.worker.memory.decision.MemoryEvent.ResultSpilled;
import io.quern.worker.memory.decision.MemoryEvent.ResultUnpinned;
import io.quern.worker.memory.decision.MemoryEvent.SpillFailed;
import io.quern.worker.spill.SpillFolders;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Holds results, in memory or on the disk, by the run that made them. What goes in and out is decided by the
/// worker's state machine alone, and what is on the disk by its memory; peers and runs only look up. Thread-safe.
///
/// A result that is dropped while a run or a peer still reads it lives on until they are done: results are immutable
/// and the collector sees to the rest. An actor that is dropped is closed.
public final class ResultStore implements ResultProvider, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ResultStore.class);

    private final Map<RunId, StoredResult> results = new ConcurrentHashMap<>();
    private final ActorEnds actorEnds = new ActorEnds();
    private final WorkerMemory memory;
    private final SpillFolders folders;
    private final Clock clock;
    private final BiConsumer<RunId, String> damage;
    private final SpillThreads threads = new SpillThreads();
    private final FileDeletions deletions = new FileDeletions();

    /// @param memory is told what is held, and says through [#spill] what goes to the disk
    /// @param damage told of results that cannot be read from the disk any more, and why
    public ResultStore(WorkerMemory memory, SpillFolders folders, Clock clock, BiConsumer<RunId, String> damage) {
        this.memory = memory;
        this.folders = folders;
        this.clock = clock;
        this.damage = damage;
    }

    /// Holds a result. The same result may be held again; the later one takes the place. Where this throws, since
    /// what memory decides cannot be carried out, the result is dropped again, and an earlier one is gone too.
    ///
    /// @param code that its classes are of; the store's to end, also where this throws: in use until the result is
    ///     dropped
    public void keep(RunId run, HeldResult result, CodeUse code) {
        StoredResult kept = new StoredResult(run, result, code, memory);
        StoredResult earlier = results.put(run, kept);
        boolean isActor = result.value() instanceof ActorObject;
        try {
            memory.tell(new ResultKept(run, result.sizeBytes(), !isActor));
        } catch (RuntimeException e) {
            dropAfter(e, run, kept);
            throw e;
        } finally {
            let(earlier);
        }
    }

    private void dropAfter(RuntimeException failure, RunId run, StoredResult kept) {
        try {
            if (results.remove(run, kept)) {
                dropped(run, kept);
            }
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /// Lets a result go; does nothing where it is not held.
    public void drop(RunId run) {
        StoredResult gone = results.remove(run);
        if (gone != null) {
            dropped(run, gone);
        }
    }

    private void dropped(RunId run, StoredResult gone) {
        try {
            memory.tell(new ResultDropped(run));
        } finally {
            let(gone);
        }
    }

    private void let(@Nullable StoredResult gone) {
        if (gone != null) {
            if (gone.valueInMemory() instanceof ActorObject actor) {
                actorEnds.end(actor, gone.code());
            } else {
                gone.drop(deletions);
            }
        }
    }

    /// Writes a result to the disk, on a thread of the store's own, and tells the memory.
    public void spill(RunId run) {
        threads.run(() -> write(run), () -> memory.tell(new ResultSpilled(run)));
    }

    /// Finds out whether the disk takes something; does not wait.
    public void tryDisk() {
        threads.run(
                () -> memory.tell(new DiskTried(problemOfFolders(), clock.nanoTime())),
                () -> memory.tell(new DiskTried("this worker ends", clock.nanoTime())));
    }

    private String problemOfFolders() {
        try {
            return folders.writeProblem();
        } catch (RuntimeException | Error e) {
            log.warn("the disk cannot be tried", e);
            return "the disk cannot be tried: " + e;
        }
    }

    private void write(RunId run) {
        StoredResult result = results.get(run);
        if (result == null) {
            memory.tell(new ResultSpilled(run));
            return;
        }
        String problem;
        try {
            result.spill(folders);
            return;
        } catch (QuernException e) {
            problem = e.code() == ErrorCode.RESOURCES ? String.valueOf(e.getMessage()) : "";
            log.debug("result {} stays in memory", run, e);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            problem = "";
        } catch (OutOfMemoryError e) {
            log.warn("there is no memory left to encode result {}", run, e);
            problem = "there is no memory left to encode result " + run + "; give the worker more worker.memory";
        } catch (IOException | RuntimeException | Error e) {
            // Whatever a codec of the program's makes of it: the result stays where it is.
            log.warn("result {} cannot be encoded, and stays in memory", run, e);
            problem = "";
        }
        memory.tell(new SpillFailed(run, problem, clock.nanoTime()));
    }

    /// Waits for the actors that were dropped to be closed.
    ///
    /// @param grace at most so long; then they are left to themselves
    public void awaitEnds(Duration grace) throws InterruptedException {
        actorEnds.await(grace);
    }

    /// A result, wherever it is. Unlike one that was pinned it may be dropped at any time.
    public Optional<StoredResult> find(RunId result) {
        return Optional.ofNullable(results.get(result));
    }

    @Override
    public Optional<HeldResult> lookUp(RunId result) {
        return read(result, StoredResult::load);
    }

    @Override
    public Optional<HeldResult> lookUpPart(RunId result, int part) {
        return read(result, stored -> stored.readPart(part));
    }

    @FunctionalInterface
    private interface Reading {
        HeldResult of(StoredResult stored) throws InterruptedException, DamagedResultException;
    }

    private Optional<HeldResult> read(RunId result, Reading reading) {
        StoredResult stored = results.get(result);
        if (stored == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(reading.of(stored));
        } catch (DamagedResultException e) {
            tellDamage(stored, e);
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new QuernException(
                    ErrorCode.NETWORK, "interrupted while result " + result + " was read from the disk", interrupted);
        }
    }

    @Override
    public Optional<EncodedResult> lookUpEncoded(RunId result) {
        return onDiskAlone(result)
                .map(stored -> new FileSending(stored, stored::openEncoded, this::tellDamage, memory));
    }

    @Override
    public Optional<EncodedResult> lookUpEncodedPart(RunId result, int part) {
        return onDiskAlone(result)
                .map(stored -> new FileSending(stored, () -> stored.openEncoded(part), this::tellDamage, memory));
    }

    private Optional<StoredResult> onDiskAlone(RunId result) {
        return find(result).filter(StoredResult::isOnDiskAlone);
    }

    /// A result that turned out to be damaged counts as lost, unless it was dropped before.
    public void tellDamage(DamagedResultException damaged) {
        StoredResult stored = results.get(damaged.result());
        if (stored != null) {
            tellDamage(stored, damaged);
        }
    }

    private void tellDamage(StoredResult stored, DamagedResultException damaged) {
        if (results.get(stored.run()) == stored) {
            log.warn("{}; it counts as lost", damaged.getMessage());
            damage.accept(stored.run(), String.valueOf(damaged.getMessage()));
        }
    }

    /// A result that must be here, for a run that begins: it stays until [#unpin].
    ///
    /// @throws IllegalStateException if it is not: the machine started a run without one of its inputs
    public StoredResult pin(RunId result) {
        StoredResult stored = results.get(result);
        if (stored == null) {
            throw new IllegalStateException("result " + result + " is not in the store");
        }
        stored.pin();
        memory.tell(new ResultPinned(result));
        return stored;
    }

    /// A run that had it as an input has ended.
    public void unpin(StoredResult result) {
        if (results.get(result.run()) == result) {
            memory.tell(new ResultUnpinned(result.run()));
        }
        result.unpin();
    }

    /// Sum of the sizes of all results held.
    public long heldBytes() {
        return results.values().stream().mapToLong(StoredResult::sizeBytes).sum();
    }

    /// Begins to write nothing more, and waits for files that are to be deleted.
    @Override
    public void close() {
        threads.close();
        deletions.close();
    }
}
