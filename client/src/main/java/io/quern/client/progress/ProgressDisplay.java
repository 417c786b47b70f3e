package io.quern.client.progress;

import io.quern.client.ProgressListener;
import io.quern.core.message.ClientNotice.StageProgress;
import io.quern.core.runtime.Clock;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Draws the progress of one job on a terminal, or writes a line now and then where nobody could see it move.
///
/// A bar is drawn ten times a second at most. A plain line appears when a tenth more is done, or after ten seconds.
/// Calls may come from any thread, one at a time.
public final class ProgressDisplay implements ProgressListener {
    private static final int BAR_CELLS = 30;
    private static final long DRAW_NANOS_MIN = Duration.ofMillis(100).toNanos();
    private static final long LINE_NANOS_MAX = Duration.ofSeconds(10).toNanos();
    private static final String ERASE_LINE = "\r\u001b[2K";

    private final String job;
    private final ProgressStyle style;
    private final int width;
    private final PrintWriter out;
    private final Clock clock;
    private long shownNanos;
    private int shownTenths = -1;

    /// @param job what the line begins with
    /// @param width columns of the terminal; longer lines are cut
    public ProgressDisplay(String job, ProgressStyle style, int width, PrintWriter out, Clock clock) {
        this.job = job;
        this.style = style;
        this.width = width;
        this.out = out;
        this.clock = clock;
        this.shownNanos = clock.nanoTime() - LINE_NANOS_MAX;
    }

    @Override
    public synchronized void progressed(List<StageProgress> stages) {
        long now = clock.nanoTime();
        int total = stages.stream().mapToInt(StageProgress::total).sum();
        int finished = stages.stream().mapToInt(StageProgress::finished).sum();
        boolean isDone = finished == total;
        int tenths = (int) (finished * 10L / total);
        boolean isDue = switch (style) {
            case BAR -> isDone || now - shownNanos >= DRAW_NANOS_MIN;
            case PLAIN -> tenths > shownTenths || now - shownNanos >= LINE_NANOS_MAX;
            case NONE -> false;
        };
        if (!isDue) {
            return;
        }
        shownNanos = now;
        shownTenths = tenths;
        String line = describe(stages, total, finished);
        if (style == ProgressStyle.BAR) {
            out.print(ERASE_LINE + line.substring(0, Math.min(line.length(), width)));
        } else {
            out.println(line);
        }
        out.flush();
    }

    /// Removes the bar; the caller prints how the job ended.
    public synchronized void end() {
        if (style == ProgressStyle.BAR) {
            out.print(ERASE_LINE);
            out.flush();
        }
    }

    private String describe(List<StageProgress> stages, int total, int finished) {
        StringBuilder line = new StringBuilder(job).append("  ");
        if (style == ProgressStyle.BAR) {
            int cells = (int) ((long) finished * BAR_CELLS / total);
            line.append("━".repeat(cells)).append("╌".repeat(BAR_CELLS - cells)).append("  ");
        }
        line.append(
                String.format(Locale.ROOT, "%3d%%  %,d/%,d tasks", (int) (finished * 100L / total), finished, total));
        long rows = stages.stream()
                .mapToLong(stage -> stage.counters().getOrDefault("rows-read", 0L))
                .sum();
        if (rows > 0) {
            line.append(String.format(Locale.ROOT, "  %,d rows read", rows));
        }
        return line.append("  ")
                .append(stages.stream().map(ProgressDisplay::describe).collect(Collectors.joining("  ")))
                .toString();
    }

    private static String describe(StageProgress stage) {
        String counts = stage.name() + " " + stage.finished() + "/" + stage.total();
        if (stage.finished() == stage.total()) {
            return counts + " ✓";
        }
        return stage.executing() > 0 ? counts + " ▶ " + stage.executing() : counts;
    }
}
