package io.quern.worker.memory.decision;

import io.quern.core.key.RunId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Who may bring what into memory: the askers are runs, for their inputs on the disk, or results of peers. In the
/// order in which they asked, as there is room for them; one in any case where no other that was admitted is at
/// work.
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

    void want(RunId asker, long bytes) {
        waiting.put(asker, bytes);
    }

    /// The next that may go on, null where none may now; the first in line is not overtaken.
    @Nullable
    RunId next(long roomBytes) {
        if (waiting.isEmpty()) {
            return null;
        }
        Iterator<Map.Entry<RunId, Long>> inLine = waiting.entrySet().iterator();
        Map.Entry<RunId, Long> first = inLine.next();
        RunId asker = first.getKey();
        long bytes = first.getValue();
        if (bytes > roomBytes && admitted.size() > resting) {
            return null;
        }
        inLine.remove();
        Admitted entry = new Admitted();
        entry.loadingBytes = bytes;
        loadingBytes += bytes;
        admitted.put(asker, entry);
        return asker;
    }

    void loaded(RunId asker) {
        Admitted entry = admitted.get(asker);
        if (entry != null) {
            loadingBytes -= entry.loadingBytes;
            entry.loadingBytes = 0;
        }
    }

    void rest(RunId asker, boolean isResting) {
        Admitted entry = admitted.get(asker);
        if (entry != null && entry.isResting != isResting) {
            entry.isResting = isResting;
            resting += isResting ? 1 : -1;
        }
    }

    void end(RunId asker) {
        waiting.remove(asker);
        loaded(asker);
        rest(asker, false);
        admitted.remove(asker);
    }

    boolean isAdmitted(RunId asker) {
        return admitted.containsKey(asker);
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
