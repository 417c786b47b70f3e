package io.quern.worker.nanny;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// Cuts the output of a process into lines of bounded length: what is longer than [#CHARS_MAX] is told, and not kept.
final class OutputLines {
    static final int CHARS_MAX = 8_192;

    private final Consumer<String> sink;
    private final StringBuilder line = new StringBuilder();
    private long length;

    private OutputLines(Consumer<String> sink) {
        this.sink = sink;
    }

    /// Reads until the end of the stream.
    static void read(InputStream in, Consumer<String> sink) {
        OutputLines lines = new OutputLines(sink);
        char[] buffer = new char[4_096];
        try (Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
                lines.add(buffer, count);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the output of the process could not be read", e);
        } finally {
            if (lines.length > 0) {
                lines.end();
            }
        }
    }

    private void add(char[] chars, int count) {
        for (int i = 0; i < count; i++) {
            if (chars[i] == '\n') {
                end();
            } else {
                length++;
                if (line.length() < CHARS_MAX) {
                    line.append(chars[i]);
                }
            }
        }
    }

    private void end() {
        if (length > CHARS_MAX) {
            line.append("… (").append(length).append(" characters)");
        } else if (!line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
            line.setLength(line.length() - 1);
        }
        sink.accept(line.toString());
        line.setLength(0);
        length = 0;
    }
}
