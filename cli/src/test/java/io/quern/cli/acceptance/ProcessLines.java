package io.quern.cli.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/// The lines of one stream of a process, read as they come. Thread-safe.
final class ProcessLines {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread reader;
    // All guarded by the lock.
    private final List<String> lines = new ArrayList<>();
    private boolean isAtEnd;

    ProcessLines(InputStream stream) {
        reader = Thread.ofVirtual().start(() -> read(stream));
    }

    /// Waits for the first line that contains the pattern and returns it.
    ///
    /// @throws AssertionError if the stream ends or the time is over before: shows what came instead
    String await(String regex, Duration max) throws InterruptedException {
        return awaitTimes(1, regex, max);
    }

    /// Waits for the line by which the pattern has come so many times; see above.
    String awaitTimes(int times, String regex, Duration max) throws InterruptedException {
        int found = 0;
        Pattern pattern = Pattern.compile(regex);
        long leftNanos = max.toNanos();
        int next = 0;
        lock.lock();
        try {
            while (true) {
                for (; next < lines.size(); next++) {
                    if (pattern.matcher(lines.get(next)).find() && ++found == times) {
                        return lines.get(next);
                    }
                }
                if (isAtEnd || leftNanos <= 0) {
                    throw new AssertionError("no line number " + times + " with '" + regex + "'"
                            + (isAtEnd ? " until the end of the stream" : " within " + max) + ":\n"
                            + String.join("\n", lines));
                }
                leftNanos = changed.awaitNanos(leftNanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Waits for the end of the stream and returns everything.
    List<String> awaitEnd() throws InterruptedException {
        reader.join();
        return soFar();
    }

    List<String> soFar() {
        lock.lock();
        try {
            return List.copyOf(lines);
        } finally {
            lock.unlock();
        }
    }

    private void read(InputStream stream) {
        try (BufferedReader text = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = text.readLine(); line != null; line = text.readLine()) {
                add(line, false);
            }
        } catch (IOException e) {
            add("(the stream broke: " + e + ")", false);
        }
        add("", true);
    }

    private void add(String line, boolean isEnd) {
        lock.lock();
        try {
            if (isEnd) {
                isAtEnd = true;
            } else {
                lines.add(line);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
