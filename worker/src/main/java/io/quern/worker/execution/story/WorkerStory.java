package io.quern.worker.execution.story;

import io.quern.core.key.RunId;
import java.util.ArrayDeque;
import java.util.List;
import java.util.stream.Collectors;

/// The last steps of all tasks, bounded.
public final class WorkerStory {
    private final int linesMax;
    private final ArrayDeque<StoryLine> lines = new ArrayDeque<>();

    public WorkerStory(int linesMax) {
        this.linesMax = linesMax;
    }

    public void add(StoryLine line) {
        if (lines.size() == linesMax) {
            lines.removeFirst();
        }
        lines.addLast(line);
    }

    public List<StoryLine> all() {
        return List.copyOf(lines);
    }

    public List<StoryLine> of(RunId run) {
        return lines.stream().filter(line -> line.run().equals(run)).toList();
    }

    /// The lines about one run, for an error message.
    public String tell(RunId run) {
        List<StoryLine> told = of(run);
        return told.isEmpty()
                ? "no steps are known"
                : told.stream().map(StoryLine::toString).collect(Collectors.joining("; "));
    }
}
