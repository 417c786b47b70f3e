package io.quern.worker.nanny;

import java.util.ArrayDeque;
import java.util.List;

/// The last lines of an output. Thread-safe.
final class LastLines {
    private final int linesMax;
    private final ArrayDeque<String> lines = new ArrayDeque<>();

    LastLines(int linesMax) {
        this.linesMax = linesMax;
    }

    synchronized void add(String line) {
        if (lines.size() == linesMax) {
            lines.removeFirst();
        }
        lines.addLast(line);
    }

    synchronized List<String> all() {
        return List.copyOf(lines);
    }
}
