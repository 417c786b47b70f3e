package io.quern.worker.nanny;

import io.quern.core.error.QuernException;
import java.util.List;
import java.util.stream.Stream;

/// How the memory of one worker is shared out, all in bytes.
///
///     memory                                                       100 %
///     ├── slack: never handed out, because a JVM's native use swings  10 %
///     ├── nanny: the parent JVM                                    64 MiB
///     ├── native: metaspace, code cache, stacks, collector         96 MiB + 5 %
///     └── the rest
///         ├── direct: buffers of the network and of Parquet        15 %, at least 32 MiB
///         └── heap                                                 85 %, at least 64 MiB
///
/// The nanny's share is measured: with [#NANNY_FLAGS] its JVM has 53 MB resident, of which 31 MB are its own and the
/// rest are files of the JDK that the worker's JVM maps too; with the default flags it has 59 MB.
///
/// @param memoryBytes what the worker and its nanny may use together
/// @param heapBytes limit of the worker's heap
/// @param directBytes limit of its direct buffers
/// @param nativeBytes left to its JVM for everything else
/// @param nannyBytes left to the nanny
public record MemorySplit(long memoryBytes, long heapBytes, long directBytes, long nativeBytes, long nannyBytes) {
    private static final long MIB = 1 << 20;
    private static final long NANNY_BYTES = 64 * MIB;
    private static final long NATIVE_BASE_BYTES = 96 * MIB;
    private static final long DIRECT_BYTES_MIN = 32 * MIB;
    private static final long HEAP_BYTES_MIN = 64 * MIB;
    private static final long SERIAL_BELOW_BYTES = 256 * MIB;
    private static final int SERIAL_OLD_TO_NEW = 4;
    private static final int LAST_RESORT_PERCENT = 95;

    /// The JDK copies what is read or written through a buffer outside of the heap, as large as what is asked
    /// for at once, and keeps it for the thread, where no limit counts it. Larger ones than this it lets go.
    private static final long IO_BUFFER_BYTES_MAX = MIB;

    /// Flags that keep the nanny's own JVM small.
    public static final List<String> NANNY_FLAGS =
            List.of("-Xmx32m", "-Xss256k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

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

    /// The flags that hold the worker's JVM to it. G1 gives an array of half a region or more regions of its own,
    /// and a region is at least 1 MiB: of a small heap that may waste half. The collector of small heaps keeps what
    /// lives long apart from what is new, and gives the new a third unless it is told otherwise.
    public List<String> jvmFlags() {
        List<String> limits = List.of(
                "-Xmx" + heapBytes / 1024 + "k",
                "-XX:MaxDirectMemorySize=" + directBytes / 1024 + "k",
                "-Djdk.nio.maxCachedBufferSize=" + IO_BUFFER_BYTES_MAX,
                "-XX:ReservedCodeCacheSize=64m",
                "-XX:+ExitOnOutOfMemoryError");
        return heapBytes < SERIAL_BELOW_BYTES
                ? Stream.concat(limits.stream(), Stream.of("-XX:+UseSerialGC", "-XX:NewRatio=" + SERIAL_OLD_TO_NEW))
                        .toList()
                : limits;
    }
}
