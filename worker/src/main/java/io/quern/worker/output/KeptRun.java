package io.quern.worker.output;

import io.quern.core.task.OutputLine;
import io.quern.core.task.OutputSource;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What one run wrote: its first lines, its last lines, and how much was between. Owned by [TaskOutputs].
final class KeptRun {
    /// A longer line comes in pieces.
    static final int LINE_BYTES_MAX = 8_192;

    /// What a line takes besides its text, about.
    static final long LINE_BYTES = 64;

    private final long halfBytes;
    private final List<OutputLine> first = new ArrayList<>();
    private final Deque<OutputLine> last = new ArrayDeque<>();
    private final ByteArrayOutputStream openOut = new ByteArrayOutputStream(0);
    private final ByteArrayOutputStream openErr = new ByteArrayOutputStream(0);
    private final Map<OutputSource, Long> passedOn = new EnumMap<>(OutputSource.class);
    private long firstBytes;
    private long lastBytes;
    private long leftOutBytes;
    private long leftOutLines;

    /// Once a line did not fit, no later one goes to the first.
    private boolean isFirstFull;

    KeptRun(long runBytes) {
        this.halfBytes = runBytes / 2;
    }

    /// What it takes in memory, about.
    long bytes() {
        return LINE_BYTES + firstBytes + lastBytes + openOut.size() + openErr.size();
    }

    boolean hasOpenLine() {
        return openOut.size() > 0 || openErr.size() > 0;
    }

    /// Takes bytes in.
    ///
    /// @return the lines that ended with them
    List<OutputLine> write(
            OutputSource source, byte[] bytes, int offset, int length, Charset charset, long wallMillis) {
        ByteArrayOutputStream open = open(source);
        List<OutputLine> ended = new ArrayList<>(1);
        int from = offset;
        int before = open.size();
        for (int i = offset; i < offset + length; i++) {
            boolean isEnd = bytes[i] == '\n';
            if (isEnd || before + i - from >= LINE_BYTES_MAX) {
                open.write(bytes, from, i - from);
                ended.add(end(source, open, charset, wallMillis));
                from = isEnd ? i + 1 : i;
                before = 0;
            }
        }
        open.write(bytes, from, offset + length - from);
        return ended;
    }

    /// Ends the lines that are not ended.
    List<OutputLine> endLines(Charset charset, long wallMillis) {
        List<OutputLine> ended = new ArrayList<>(2);
        for (OutputSource source : List.of(OutputSource.OUT, OutputSource.ERR)) {
            if (open(source).size() > 0) {
                ended.add(end(source, open(source), charset, wallMillis));
            }
        }
        return ended;
    }

    private ByteArrayOutputStream open(OutputSource source) {
        return source == OutputSource.OUT ? openOut : openErr;
    }

    private OutputLine end(OutputSource source, ByteArrayOutputStream open, Charset charset, long wallMillis) {
        String text = open.toString(charset);
        open.reset();
        OutputLine line =
                new OutputLine(source, wallMillis, text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
        keep(line);
        return line;
    }

    private void keep(OutputLine line) {
        long bytes = bytes(line);
        if (!isFirstFull && firstBytes + bytes <= halfBytes) {
            first.add(line);
            firstBytes += bytes;
            return;
        }
        isFirstFull = true;
        last.addLast(line);
        lastBytes += bytes;
        while (lastBytes > halfBytes && last.size() > 1) {
            OutputLine gone = last.removeFirst();
            lastBytes -= bytes(gone);
            leftOutBytes += gone.text().length() + 1;
            leftOutLines++;
        }
    }

    private static String amount(long bytes) {
        String[] units = {"kB", "MB", "GB", "TB"};
        double value = bytes / 1_000.0;
        int unit = 0;
        while (value >= 1_000 && unit < units.length - 1) {
            value /= 1_000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
    }

    /// Takes a line off what may be passed on of that source.
    ///
    /// @return how the line fares
    Onward passOn(OutputLine line) {
        long before = passedOn.getOrDefault(line.source(), 0L);
        if (before > halfBytes) {
            return Onward.KEPT;
        }
        long after = before + bytes(line);
        passedOn.put(line.source(), after);
        return after > halfBytes ? Onward.LAST : Onward.PASSED;
    }

    /// Whether a line goes where the worker itself writes.
    enum Onward {
        PASSED,

        /// What follows is only kept.
        LAST,
        KEPT
    }

    private static long bytes(OutputLine line) {
        return LINE_BYTES + line.text().length();
    }

    /// All that is kept, those lines too that are not ended.
    List<OutputLine> lines(Charset charset, long wallMillis) {
        List<OutputLine> lines = new ArrayList<>(first);
        if (leftOutLines > 0) {
            String text = "… " + amount(leftOutBytes) + " in " + leftOutLines + " lines left out …";
            lines.add(new OutputLine(OutputSource.GAP, last.getFirst().wallMillis(), text));
        }
        lines.addAll(last);
        for (OutputSource source : List.of(OutputSource.OUT, OutputSource.ERR)) {
            if (open(source).size() > 0) {
                lines.add(new OutputLine(source, wallMillis, open(source).toString(charset)));
            }
        }
        return lines;
    }
}
