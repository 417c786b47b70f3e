package io.quern.worker.store;

import io.quern.core.config.MemorySettings;
import io.quern.core.config.SpillSettings;
import io.quern.core.key.RunId;
import io.quern.core.message.WorkerMessage.MemoryState;
import io.quern.core.runtime.SystemClock;
import io.quern.core.runtime.Waiting;
import io.quern.worker.memory.MemoryActions;
import io.quern.worker.memory.WorkerMemory;
import io.quern.worker.memory.decision.MemoryLimits;
import io.quern.worker.spill.SpillFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A store that spills what its memory does not take, to a folder of a test.
public final class SpillingStore implements AutoCloseable {
    private static final Duration WAIT_MAX = Duration.ofMinutes(1);

    private final Path folder;
    private final Map<RunId, String> damaged = new ConcurrentSkipListMap<>();
    private final SpillFolders folders;
    private final WorkerMemory memory;
    private final ResultStore store;

    private volatile Consumer<RunId> fetching = result -> {
        throw new AssertionError("nothing is fetched here, " + result + " neither");
    };

    public SpillingStore(Path folder, long heapBytes, long diskBytes) {
        this(folder, heapBytes, diskBytes, () -> 0);
    }

    /// @param usedAfterCollection what of the heap a test says is in use, in bytes
    public SpillingStore(Path folder, long heapBytes, long diskBytes, LongSupplier usedAfterCollection) {
        this.folder = folder;
        this.folders = new SpillFolders(new SpillSettings(List.of(folder), diskBytes));
        this.memory = new WorkerMemory(
                MemoryLimits.of(heapBytes, 1 << 20, MemorySettings.DEFAULT, 2), 2, folders, usedAfterCollection);
        this.store = new ResultStore(memory, folders, new SystemClock(), damaged::put);
        memory.carriedOutBy(new MemoryActions() {
            @Override
            public void spill(RunId result) {
                store.spill(result);
            }

            @Override
            public void tryDisk() {
                store.tryDisk();
            }

            @Override
            public void fetch(RunId result) {
                fetching.accept(result);
            }

            @Override
            public void intakeChanged() {}
        });
    }

    /// Says who fetches.
    public void fetchedBy(Consumer<RunId> doer) {
        fetching = doer;
    }

    public ResultStore store() {
        return store;
    }

    public WorkerMemory memory() {
        return memory;
    }

    /// Why results count as lost.
    public Map<RunId, String> damaged() {
        return damaged;
    }

    /// Waits until memory is as wanted.
    public MemoryState await(Predicate<MemoryState> isSo) {
        AtomicReference<MemoryState> seen = new AtomicReference<>(memory.figures());
        boolean isAsWanted;
        try {
            isAsWanted = new Waiting(new SystemClock()).until(() -> isSo.test(look(seen)), WAIT_MAX);
        } catch (InterruptedException interrupted) {
            throw new AssertionError("interrupted while memory was: " + seen, interrupted);
        }
        if (!isAsWanted) {
            throw new AssertionError("not as wanted in " + WAIT_MAX + ": " + seen);
        }
        return seen.get();
    }

    private MemoryState look(AtomicReference<MemoryState> seen) {
        seen.set(memory.figures());
        return seen.get();
    }

    /// The spill files, that of the first result first.
    public List<Path> spillFiles() throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(file -> file.toString().endsWith(".spill"))
                    .sorted((a, b) -> Long.compare(number(a), number(b)))
                    .toList();
        }
    }

    private static long number(Path file) {
        String name = file.getFileName().toString();
        return Long.parseLong(name.substring(0, name.indexOf('.')));
    }

    @Override
    public void close() {
        store.close();
        folders.close();
    }
}
