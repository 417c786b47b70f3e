package io.quern.bench.memory;

import io.quern.core.config.ByteSize;
import io.quern.worker.memory.JvmMemory;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.util.Objects;

/// What a worker's JVM has, taken inside it.
///
/// @param heapBytes in use after a collection
/// @param threads of the platform
record WorkerFigures(long heapBytes, long directBytes, int openFiles, int threads) {
    private static final long HEAP_SLACK_BYTES = 4L << 20;
    private static final int HEAP_SLACK_PERCENT = 10;
    private static final long DIRECT_SLACK_BYTES = 1L << 20;
    private static final int COUNT_SLACK = 2;

    static WorkerFigures take() {
        return new WorkerFigures(
                JvmMemory.usedAfterCollection(),
                JvmMemory.directBytes(),
                Objects.requireNonNull(new File("/proc/self/fd").list(), "no /proc/self/fd here").length,
                ManagementFactory.getThreadMXBean().getThreadCount());
    }

    /// Whether this is no more than before, but for what a JVM compiles and caches meanwhile.
    boolean isBackAt(WorkerFigures before) {
        return heapBytes <= before.heapBytes + Math.max(HEAP_SLACK_BYTES, before.heapBytes / 100 * HEAP_SLACK_PERCENT)
                && directBytes <= before.directBytes + DIRECT_SLACK_BYTES
                && openFiles <= before.openFiles + COUNT_SLACK
                && threads <= before.threads + COUNT_SLACK;
    }

    @Override
    public String toString() {
        return "heap " + ByteSize.rounded(heapBytes) + ", direct " + ByteSize.rounded(directBytes) + ", " + openFiles
                + " open files, " + threads + " threads";
    }
}
