package io.quern.worker.output;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.quern.core.graph.TaskBatch;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.runtime.Clock;
import io.quern.core.task.KeptOutput;
import io.quern.core.task.OutputLine;
import io.quern.core.task.OutputSource;
import io.quern.core.task.RunOutput;
import io.quern.core.task.TaskContext;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/// Keeps what tasks write, by run, within [OutputLimits], and passes their lines on with the task in front. Of a run
/// it passes on, for each stream, as much as it keeps of its beginning: a task that never stops writing fills no log.
///
/// A run that writes nothing costs one read of a field.
public final class TaskOutputs {
    /// Of what a failed run wrote; the failure goes by way of the scheduler, so that it is little.
    private static final int LAST_LINES_MAX = 10;

    private static final int LAST_LINE_CHARS_MAX = 200;

    /// Of one answer, in characters about, so that it fits a frame whatever they are.
    private static final long ANSWER_BYTES_MAX = 1 << 20;

    private final String worker;
    private final OutputLimits limits;
    private final Charset charset;
    private final Clock clock;
    private final BiConsumer<OutputSource, String> onward;
    private final boolean isCaptured;

    /// By when they wrote last, longest ago first.
    @GuardedBy("this")
    private final Map<RunId, KeptRun> runs = new LinkedHashMap<>(16, 0.75f, true);

    @GuardedBy("this")
    private long bytes;

    /// Runs with a line that is not ended. Changed under the lock; runs that end look at it without.
    private final AtomicInteger openLines = new AtomicInteger();

    /// A line that goes on to where the worker itself writes.
    private record Passed(OutputSource source, String text) {}

    private TaskOutputs(
            String worker,
            OutputLimits limits,
            Charset charset,
            Clock clock,
            BiConsumer<OutputSource, String> onward,
            boolean isCaptured) {
        this.worker = worker;
        this.limits = limits;
        this.charset = charset;
        this.clock = clock;
        this.onward = onward;
        this.isCaptured = isCaptured;
    }

    /// @param worker its name
    /// @param charset of the bytes that are written
    /// @param onward where lines go besides; called by the threads of tasks
    public static TaskOutputs keeping(
            String worker, OutputLimits limits, Charset charset, Clock clock, BiConsumer<OutputSource, String> onward) {
        return new TaskOutputs(worker, limits, charset, clock, onward, true);
    }

    /// Of a worker inside a program: what its tasks write goes where the program's own output goes.
    public static TaskOutputs uncaptured(String worker, Clock clock) {
        OutputLimits none = new OutputLimits(1, 1);
        return new TaskOutputs(worker, none, StandardCharsets.UTF_8, clock, (_, _) -> {}, false);
    }

    /// Takes in what a task writes.
    void write(TaskContext task, OutputSource source, byte[] written, int offset, int length) {
        List<Passed> lines = new ArrayList<>(1);
        synchronized (this) {
            KeptRun kept = runs.computeIfAbsent(task.run(), _ -> begin());
            long before = kept.bytes();
            boolean wasOpen = kept.hasOpenLine();
            for (OutputLine line : kept.write(source, written, offset, length, charset, clock.wallMillis())) {
                passOn(task, kept, line, lines);
            }
            bytes += kept.bytes() - before;
            changeOpen(wasOpen, kept.hasOpenLine());
            forgetOldest();
        }
        passOn(lines);
    }

    private void passOn(List<Passed> lines) {
        lines.forEach(line -> onward.accept(line.source(), line.text()));
    }

    @GuardedBy("this")
    private KeptRun begin() {
        KeptRun begun = new KeptRun(limits.runBytes());
        bytes += begun.bytes();
        return begun;
    }

    @GuardedBy("this")
    private void changeOpen(boolean wasOpen, boolean isOpen) {
        if (wasOpen != isOpen) {
            openLines.addAndGet(isOpen ? 1 : -1);
        }
    }

    /// The one that wrote just now is never the oldest of several.
    @GuardedBy("this")
    private void forgetOldest() {
        Iterator<KeptRun> oldest = runs.values().iterator();
        while (bytes > limits.workerBytes() && runs.size() > 1) {
            KeptRun gone = oldest.next();
            oldest.remove();
            bytes -= gone.bytes();
            changeOpen(gone.hasOpenLine(), false);
        }
    }

    private static void passOn(TaskContext task, KeptRun kept, OutputLine line, List<Passed> lines) {
        String key = key(task);
        switch (kept.passOn(line)) {
            case PASSED -> lines.add(new Passed(line.source(), label(task, key) + line.text()));
            case LAST -> {
                lines.add(new Passed(line.source(), label(task, key) + line.text()));
                lines.add(new Passed(
                        line.source(),
                        label(task, key) + "… writes more than is passed on; client.output(\"" + key
                                + "\") has the end of it"));
            }
            case KEPT -> {
                // Whoever asks gets it.
            }
        }
    }

    /// As it is known where it was given no other.
    private static String key(TaskContext task) {
        TaskKey known = task.run().task();
        return TaskBatch.madeKey(task.stageName(), known.stage(), known.partition());
    }

    private static String label(TaskContext task, String key) {
        int tries = RunId.tries(task.run().attempt());
        return tries > 1 ? "[" + key + ", attempt " + tries + "] " : "[" + key + "] ";
    }

    /// The run has ended: its last line needs no line end.
    public void end(TaskContext task) {
        if (openLines.get() == 0) {
            return;
        }
        List<Passed> lines = new ArrayList<>(2);
        synchronized (this) {
            KeptRun kept = runs.get(task.run());
            if (kept == null || !kept.hasOpenLine()) {
                return;
            }
            long before = kept.bytes();
            List<OutputLine> ended = kept.endLines(charset, clock.wallMillis());
            bytes += kept.bytes() - before;
            changeOpen(true, false);
            forgetOldest();
            ended.forEach(line -> passOn(task, kept, line, lines));
        }
        passOn(lines);
    }

    /// The end of what a run wrote, oldest first: a few short lines.
    public List<String> lastLines(RunId run) {
        if (!isCaptured) {
            return List.of();
        }
        List<OutputLine> all;
        synchronized (this) {
            KeptRun kept = runs.get(run);
            if (kept == null) {
                return List.of();
            }
            all = kept.lines(charset, clock.wallMillis());
        }
        return all.subList(Math.max(0, all.size() - LAST_LINES_MAX), all.size()).stream()
                .map(line -> shortened(line.text()))
                .toList();
    }

    private static String shortened(String text) {
        return text.length() <= LAST_LINE_CHARS_MAX
                ? text
                : text.substring(0, LAST_LINE_CHARS_MAX) + "… (" + text.length() + " characters)";
    }

    /// What is kept of a task; of its newest runs, where it is too much for one answer.
    public KeptOutput of(TaskKey task) {
        Map<RunId, KeptRun> found = new TreeMap<>(Collections.reverseOrder());
        List<RunOutput> answer = new ArrayList<>();
        synchronized (this) {
            runs.forEach((run, kept) -> {
                if (run.task().equals(task)) {
                    found.put(run, kept);
                }
            });
            long left = ANSWER_BYTES_MAX;
            for (Map.Entry<RunId, KeptRun> one : found.entrySet()) {
                left -= one.getValue().bytes();
                if (left < 0 && !answer.isEmpty()) {
                    break;
                }
                int attempt = RunId.tries(one.getKey().attempt());
                answer.addFirst(new RunOutput(attempt, worker, one.getValue().lines(charset, clock.wallMillis())));
            }
        }
        return new KeptOutput(isCaptured, answer);
    }
}
