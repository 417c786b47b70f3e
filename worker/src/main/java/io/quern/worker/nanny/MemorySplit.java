package io.quern.worker.nanny;

import io.quern.core.error.QuernException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// How the memory of one worker is shared out, all in bytes.
///
///     memory                                                       100 %
///     ├── slack: never handed out, because a JVM's native use swings  10 %
///     ├── nanny: the parent JVM                                    40 MiB
///     ├── native: metaspace, code cache, stacks, collector         80 MiB + 5 %
///     └── the rest
///         ├── direct: buffers of the network and of Parquet        15 %, at least 32 MiB
///         └── heap                                                 85 %, at least 64 MiB
///
/// What a process has in memory that is not a file's counts here: pages of files, of the JDK above all, are shared by
/// all JVMs of the machine, and the kernel may take them back. The shares of nanny and native are measured, with these
/// flags (docs/adr/0032).
///
/// @param memoryBytes what the worker and its nanny may use together
/// @param heapBytes limit of the worker's heap
/// @param directBytes limit of its direct buffers
/// @param nativeBytes left to its JVM for everything else
/// @param nannyBytes left to the nanny
public record MemorySplit(long memoryBytes, long heapBytes, long directBytes, long nativeBytes, long nannyBytes) {
    private static final long MIB = 1 << 20;
    private static final long NANNY_BYTES = 40 * MIB;
    private static final long NATIVE_BASE_BYTES = 80 * MIB;
    private static final long DIRECT_BYTES_MIN = 32 * MIB;
    private static final long HEAP_BYTES_MIN = 64 * MIB;
    private static final long SMALL_BELOW_BYTES = 256 * MIB;
    private static final int LAST_RESORT_PERCENT = 95;

    /// The JDK copies what is read or written through a buffer outside of the heap, as large as what is asked
    /// for at once, and keeps it for the thread, where no limit counts it. Larger ones than this it lets go.
    private static final long IO_BUFFER_BYTES_MAX = MIB;

    /// G1 gives an array of half a region or more regions of its own, and a region is at least 1 MiB: of a small heap
    /// that may waste half. The serial collector keeps what lives long apart from what is new, and gives the new a
    /// third unless it is told otherwise. What compilers may take for one method has a limit: seldom do they need
    /// more than 24 MiB.
    private static final List<String> SMALL_FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-XX:NewRatio=4",
            "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=MemLimit,*.*,32M~stop");

    /// Flags that keep the nanny's own JVM small. It has little to do: what it compiles takes more memory than it
    /// saves time, unless that is run very often.
    public static final List<String> NANNY_FLAGS = List.of(
            "-Xms6m",
            "-Xmx16m",
            "-Xmn2m",
            "-Xss256k",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:CompileThresholdScaling=10");

    /// The least memory that works: 0.85 of it covers nanny, native base and the least of heap and direct buffers.
    public static final long LEAST_BYTES =
            Math.ceilDiv((NANNY_BYTES + NATIVE_BASE_BYTES + DIRECT_BYTES_MIN + HEAP_BYTES_MIN) * 100 / 85, MIB) * MIB;

    /// Shares out the memory of a worker.
    ///
    /// @throws QuernException USER where it is less than [#LEAST_BYTES]
    public static MemorySplit of(long memoryBytes) {
        if (memoryBytes < LEAST_BYTES) {
            throw QuernException.user(
                    "a worker with " + memoryBytes / MIB + "MiB of memory cannot run: its heap, direct "
                            + "buffers, JVM and nanny need at least " + LEAST_BYTES / MIB + "MiB; give it --memory "
                            + LEAST_BYTES / MIB + "MiB or more");
        }
        long nativeBytes = NATIVE_BASE_BYTES + memoryBytes / 20;
        long restBytes = memoryBytes / 10 * 9 - NANNY_BYTES - nativeBytes;
        long directBytes = Math.max(DIRECT_BYTES_MIN, restBytes / 100 * 15);
        return new MemorySplit(memoryBytes, restBytes - directBytes, directBytes, nativeBytes, NANNY_BYTES);
    }

    /// What the worker's process may have in memory before its nanny kills it: 95 % of all, less the nanny's own
    /// share. Heap and direct buffers have limits of their own; it is native code, of tasks or of the JVM, that
    /// comes to this.
    public long lastResortBytes() {
        return memoryBytes / 100 * LAST_RESORT_PERCENT - nannyBytes;
    }

    /// The variables that hold the C library of a small worker to it. Left alone it has an arena for each of several
    /// threads, and what the JVM's compilers freed in one is of no use to the others.
    public Map<String, String> environment() {
        return isSmall() ? Map.of("MALLOC_ARENA_MAX", "2") : Map.of();
    }

    /// The flags that hold the worker's JVM to it. The archive of the JDK's classes stays where it was made for, so
    /// that its pages are those of the file instead of copies with other addresses.
    public List<String> jvmFlags() {
        List<String> flags = new ArrayList<>(List.of(
                "-Xmx" + heapBytes / 1024 + "k",
                "-XX:MaxDirectMemorySize=" + directBytes / 1024 + "k",
                "-Djdk.nio.maxCachedBufferSize=" + IO_BUFFER_BYTES_MAX,
                "-XX:ReservedCodeCacheSize=64m",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:ArchiveRelocationMode=0",
                "-XX:+ExitOnOutOfMemoryError"));
        if (isSmall()) {
            flags.addAll(SMALL_FLAGS);
        }
        return flags;
    }

    private boolean isSmall() {
        return heapBytes < SMALL_BELOW_BYTES;
    }
}
