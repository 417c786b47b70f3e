package io.quern.worker.nanny;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// How a worker's process ends for want of memory. Its JVM ends itself for want of heap
/// (`-XX:+ExitOnOutOfMemoryError`), and not for want of what code of the JDK counts, direct buffers above all; that
/// code throws the same error, and [#now] ends the process as the JVM would.
public final class OutOfMemoryEnd {
    /// What is written to standard output before the end.
    static final String TEXT = "Terminating due to java.lang.OutOfMemoryError: ";

    private static final int CODE = 3;

    private OutOfMemoryEnd() {}

    /// Does not return. Standard output is written past what replaced [System#out].
    public static void now(OutOfMemoryError error) {
        try (OutputStream out = new FileOutputStream(FileDescriptor.out)) {
            out.write((TEXT + error.getMessage() + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException nobodyReads) {
            error.addSuppressed(nobodyReads);
        } finally {
            Runtime.getRuntime().halt(CODE);
        }
    }
}
