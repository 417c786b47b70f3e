package io.quern.worker.memory.decision;

import io.quern.core.key.RunId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Who may bring what into memory: runs their inputs from the disk, or results of peers themselves. In the order in
/// which they asked, as there is room for them; one in any case where no other that was admitted is at work.
final class LoadAdmission {
    private static final class Admitted {
        /// Not in memory yet.
        private long loadingBytes;

        /// Waits for other tasks, which may need to be admitted before it can go on.
        private boolean isResting;

        @Override
        public String toString() {
            return loadingBytes + (isResting ? " resting" : "");
        }
    }

    private final Map<RunId, Long> waiting = new LinkedHashMap<>();
    private final TreeMap<RunId, Admitted> admitted = new TreeMap<>();
    private long loadingBytes;
    private int resting;

    void want(RunId run, long bytes) {
        waiting.put(run, bytes);
    }

    /// The next that may go on, null where none may now; the first in line is not overtaken.
    @Nullable
    RunId next(long roomBytes) {
        if (waiting.isEmpty()) {
            return null;
        }
        Iterator<Map.Entry<RunId, Long>> inLine = waiting.entrySet().iterator();
        Map.Entry<RunId, Long> first = inLine.next();
        RunId run = first.getKey();
        long bytes = first.getValue();
        if (bytes > roomBytes && admitted.size() > resting) {
            return null;
        }
        inLine.remove();
        Admitted entry = new Admitted();
        entry.loadingBytes = bytes;
        loadingBytes += bytes;
        admitted.put(run, entry);
        return run;
    }

    void loaded(RunId run) {
        Admitted entry = admitted.get(run);
        if (entry != null) {
            loadingBytes -= entry.loadingBytes;
            entry.loadingBytes = 0;
        }
    }

    void rest(RunId run, boolean isResting) {
        Admitted entry = admitted.get(run);
        if (entry != null && entry.isResting != isResting) {
            entry.isResting = isResting;
            resting += isResting ? 1 : -1;
        }
    }

    void end(RunId run) {
        waiting.remove(run);
        loaded(run);
        rest(run, false);
        admitted.remove(run);
    }

    boolean isAdmitted(RunId run) {
        return admitted.containsKey(run);
    }

    long loadingBytes() {
        return loadingBytes;
    }

    void check() {
        long loading = admitted.values().stream()
                .mapToLong(entry -> entry.loadingBytes)
                .sum();
        long rest = admitted.values().stream().filter(entry -> entry.isResting).count();
        if (loading != loadingBytes || rest != resting || (!waiting.isEmpty() && admitted.size() == resting)) {
            throw new IllegalStateException("violated: who asks is admitted rightly: " + this);
        }
    }

    @Override
    public String toString() {
        return "waiting=" + waiting + " admitted=" + admitted;
    }
}
