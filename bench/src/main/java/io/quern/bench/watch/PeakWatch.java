package io.quern.bench.watch;

import io.quern.core.runtime.Clock;
import io.quern.core.runtime.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// Looks every 50 ms at what programs have had in memory, and at what lies in a spill folder. A process's own peak is
/// kept by the kernel, so that nothing is missed between two looks but the last 50 ms of a process that dies.
public final class PeakWatch implements AutoCloseable {
    private static final Duration EVER = Duration.ofDays(30);

    private final Map<String, ProcessHandle> programs;
    private final Path spillFolder;
    private final Map<String, Peak> peaks = new ConcurrentHashMap<>();
    private final AtomicLong spilledBytes = new AtomicLong();
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private final Thread thread;

    /// What a program has had in memory at most.
    ///
    /// @param firstBytes its first process: the nanny of a worker
    /// @param othersBytes one of those that it started
    /// @param togetherBytes processes that lived at the same time, each with its peak until then
    public record Peak(String program, long firstBytes, long othersBytes, long togetherBytes) {
        Peak max(Peak other) {
            return new Peak(
                    program,
                    Math.max(firstBytes, other.firstBytes),
                    Math.max(othersBytes, other.othersBytes),
                    Math.max(togetherBytes, other.togetherBytes));
        }
    }

    private PeakWatch(Map<String, ProcessHandle> programs, Path spillFolder, Clock clock) {
        this.programs = new LinkedHashMap<>(programs);
        this.spillFolder = spillFolder;
        this.thread = Thread.ofPlatform().name("peak-watch").daemon(true).unstarted(() -> watch(new Waiting(clock)));
    }

    /// @param programs their first processes, by their names
    public static PeakWatch start(Map<String, ProcessHandle> programs, Path spillFolder, Clock clock) {
        PeakWatch watch = new PeakWatch(programs, spillFolder, clock);
        watch.thread.start();
        return watch;
    }

    private void watch(Waiting waiting) {
        try {
            boolean _ = waiting.until(
                    () -> {
                        look();
                        return isClosed.get();
                    },
                    EVER);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        programs.forEach((name, first) -> {
            Peak now = peak(name, first);
            peaks.merge(name, now, Peak::max);
        });
        spilledBytes.accumulateAndGet(folderBytes(spillFolder), Math::max);
    }

    private static Peak peak(String name, ProcessHandle first) {
        long firstBytes = PeakMemory.bytes(first.pid());
        long largest = 0;
        long sum = firstBytes;
        for (ProcessHandle other : first.descendants().toList()) {
            if (isCopy(other)) {
                continue;
            }
            long bytes = PeakMemory.bytes(other.pid());
            largest = Math.max(largest, bytes);
            sum += bytes;
        }
        return new Peak(name, firstBytes, largest, sum);
    }

    /// Whether a process has just been forked: until it becomes another program it shares the memory of its parent
    /// (`vfork(2)`), which would count twice.
    private static boolean isCopy(ProcessHandle process) {
        Optional<String> line = process.info().commandLine();
        return line.isPresent()
                && line.equals(process.parent().flatMap(parent -> parent.info().commandLine()));
    }

    /// Files come and go meanwhile: those that are gone count as nothing.
    public static long folderBytes(Path folder) {
        long sum = 0;
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : walk.toList()) {
                sum += path.toFile().isFile() ? path.toFile().length() : 0;
            }
        } catch (IOException | UncheckedIOException _) {
            return sum;
        }
        return sum;
    }

    /// The peaks so far, in the order of the programs.
    public List<Peak> peaks() {
        List<Peak> found = new ArrayList<>();
        for (String name : programs.keySet()) {
            found.add(peaks.getOrDefault(name, new Peak(name, 0, 0, 0)));
        }
        return found;
    }

    /// The most that lay in the spill folder at once.
    public long spilledBytes() {
        return spilledBytes.get();
    }

    /// Looks a last time: before the programs end.
    @Override
    public void close() {
        isClosed.set(true);
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
