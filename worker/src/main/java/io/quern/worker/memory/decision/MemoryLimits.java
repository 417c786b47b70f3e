package io.quern.worker.memory.decision;

import io.quern.core.config.MemorySettings;

/// What a [MemoryMachine] is told once, all in bytes.
///
/// @param heapBytes what of the heap may be in use for long, which results, reservations and everything else share
/// @param regionBytes of the heap; what takes half of one or more has regions of its own. 0 where there are none
/// @param directBytes the limit of direct buffers
/// @param spillAtBytes of the heap; results are written to the disk from here on, one at a time
/// @param spillHarderAtBytes several at a time; what was paused goes on below it
/// @param pauseAtBytes work is begun only when nothing else runs
/// @param reserveMaxBytes the most that the least may take without which a run cannot go on
/// @param resumeDirectBytes of direct buffers; what they have paused goes on below it
/// @param pauseDirectBytes of direct buffers; see above
/// @param spillsMax results that are written at a time
/// @param retryNanos how long nothing is spilled after it could not be
public record MemoryLimits(
        long heapBytes,
        long regionBytes,
        long directBytes,
        long spillAtBytes,
        long spillHarderAtBytes,
        long pauseAtBytes,
        long reserveMaxBytes,
        long resumeDirectBytes,
        long pauseDirectBytes,
        int spillsMax,
        long retryNanos) {
    /// Results below this stay in memory: a file each would cost more than it frees.
    public static final long SPILLED_BYTES_MIN = 4 * 1024;

    private static final int RESERVE_MAX_PERCENT = 92;
    private static final long RETRY_NANOS = 5_000_000_000L;

    /// @param spillThreads write results, each one at a time
    public static MemoryLimits of(long heapBytes, long directBytes, MemorySettings settings, int spillThreads) {
        int reserveMax = Math.max(RESERVE_MAX_PERCENT, settings.pauseAtPercent());
        return new MemoryLimits(
                heapBytes,
                0,
                directBytes,
                part(heapBytes, settings.spillAtPercent()),
                part(heapBytes, settings.spillHarderAtPercent()),
                part(heapBytes, settings.pauseAtPercent()),
                part(heapBytes, reserveMax),
                part(directBytes, settings.spillHarderAtPercent()),
                part(directBytes, settings.pauseAtPercent()),
                spillThreads,
                RETRY_NANOS);
    }

    /// The same where the whole heap is larger than what may be in use for long: what a run cannot go on without may
    /// take that as well, for the time that the run takes.
    public MemoryLimits withWholeHeap(long bytes) {
        return new MemoryLimits(
                heapBytes,
                regionBytes,
                directBytes,
                spillAtBytes,
                spillHarderAtBytes,
                pauseAtBytes,
                Math.max(reserveMaxBytes, part(bytes, RESERVE_MAX_PERCENT)),
                resumeDirectBytes,
                pauseDirectBytes,
                spillsMax,
                retryNanos);
    }

    /// The same for a heap of regions.
    public MemoryLimits withRegions(long bytes) {
        return new MemoryLimits(
                heapBytes,
                bytes,
                directBytes,
                spillAtBytes,
                spillHarderAtBytes,
                pauseAtBytes,
                reserveMaxBytes,
                resumeDirectBytes,
                pauseDirectBytes,
                spillsMax,
                retryNanos);
    }

    /// What a result takes of the heap. One that is large counts as if it were one array: whole regions.
    long takenBytes(long resultBytes) {
        return regionBytes == 0 || resultBytes < regionBytes / 2
                ? resultBytes
                : Math.ceilDiv(resultBytes, regionBytes) * regionBytes;
    }

    private static long part(long bytes, int percent) {
        return bytes / 100 * percent;
    }
}
