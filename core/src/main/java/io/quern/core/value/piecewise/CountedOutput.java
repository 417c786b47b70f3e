package io.quern.core.value.piecewise;

import java.io.IOException;
import java.io.OutputStream;

/// Output of a known length, which remembers what went wrong: a serialiser between it and its caller wraps that in
/// exceptions of its own.
public final class CountedOutput extends OutputStream {
    private final OutputStream out;
    private final long length;
    private long written;
    private final StreamProblem problem = new StreamProblem();

    public CountedOutput(OutputStream out, long length) {
        this.out = out;
        this.length = length;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        written += count;
        if (written > length) {
            return;
        }
        try {
            out.write(bytes, offset, count);
        } catch (IOException | RuntimeException e) {
            problem.keep(e);
            throw e;
        }
    }

    /// Throws what the stream threw, if that is why its user failed.
    public void rethrowProblem(Exception seen) throws IOException {
        problem.rethrow(seen);
    }

    /// @throws IOException where the value had another length the second time
    public void checkWhole(Object value) throws IOException {
        if (written != length) {
            throw new IOException("a " + value.getClass().getTypeName() + " had " + length + " bytes and then "
                    + written + ": it was changed while it was written; let tasks return what nobody changes any more");
        }
    }
}
