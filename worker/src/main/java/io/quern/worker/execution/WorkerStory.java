package io.quern.worker.execution;

import io.quern.core.key.RunId;
import java.util.ArrayDeque;
import java.util.List;
import java.util.stream.Collectors;

/// The last steps of all tasks, bounded.
final class WorkerStory {
    private final int linesMax;
    private final ArrayDeque<StoryLine> lines = new ArrayDeque<>();

    WorkerStory(int linesMax) {
        this.linesMax = linesMax;
    }

    void add(StoryLine line) {
        if (lines.size() == linesMax) {
            lines.removeFirst();
        }
        lines.addLast(line);
    }

    List<StoryLine> all() {
        return List.copyOf(lines);
    }

    List<StoryLine> of(RunId run) {
        return lines.stream().filter(line -> line.run().equals(run)).toList();
    }

    /// The lines about one run, for an error message.
    String tell(RunId run) {
        List<StoryLine> told = of(run);
        return told.isEmpty()
                ? "no steps are known"
                : told.stream().map(StoryLine::toString).collect(Collectors.joining("; "));
    }
}
