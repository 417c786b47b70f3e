package io.quern.worker.nanny;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How the process died that a worker's process stands in for. The nanny says it on the new process's standard input,
/// before anything else: no argument and no file shows what the dead one wrote.
///
///     +---------------+----------+-----------------+------------------+
///     | 0: none, 2:   | exit     | number of lines | lines            |
///     | of memory, 1  | as UTF   | 1 byte          | each as UTF      |
///     +---------------+----------+-----------------+------------------+
///
/// It is cut to less than a pipe holds, so that the nanny never waits for the process to read it.
///
/// @param exit how it ended, for people
/// @param isOutOfMemory whether for want of memory
/// @param lastErrorLines what it last wrote to standard error, oldest first
public record Predecessor(String exit, boolean isOutOfMemory, List<String> lastErrorLines) {
    private static final int DIED = 1;
    private static final int DIED_OF_MEMORY = 2;
    private static final int LINES_MAX = 20;
    private static final int CHARS_MAX = 200;

    public Predecessor {
        lastErrorLines = List.copyOf(lastErrorLines);
    }

    /// Reads what the nanny says first.
    ///
    /// @param input standard input of a process that a [Nanny] started
    /// @return empty where this is the first process, or the nanny is gone
    public static Optional<Predecessor> read(InputStream input) throws IOException {
        // Not buffered: what follows is for others to read.
        DataInputStream data = new DataInputStream(input);
        int kind = data.read();
        if (kind != DIED && kind != DIED_OF_MEMORY) {
            return Optional.empty();
        }
        String exit = data.readUTF();
        int count = data.readUnsignedByte();
        List<String> lines = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            lines.add(data.readUTF());
        }
        return Optional.of(new Predecessor(exit, kind == DIED_OF_MEMORY, lines));
    }

    /// Says that there is none.
    static void writeNone(OutputStream output) throws IOException {
        output.write(0);
        output.flush();
    }

    void write(OutputStream output) throws IOException {
        DataOutputStream data = new DataOutputStream(output);
        data.writeByte(isOutOfMemory ? DIED_OF_MEMORY : DIED);
        data.writeUTF(cut(exit));
        List<String> told =
                lastErrorLines.subList(Math.max(0, lastErrorLines.size() - LINES_MAX), lastErrorLines.size());
        data.writeByte(told.size());
        for (String line : told) {
            data.writeUTF(cut(line));
        }
        data.flush();
    }

    private static String cut(String text) {
        return text.length() <= CHARS_MAX ? text : text.substring(0, CHARS_MAX - 1) + "…";
    }
}
