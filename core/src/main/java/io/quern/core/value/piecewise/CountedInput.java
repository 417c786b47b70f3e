package io.quern.core.value.piecewise;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// Input of a known length, out of a longer one, which remembers what went wrong: a deserialiser between it and its
/// caller wraps that in exceptions of its own.
public final class CountedInput extends InputStream {
    private final InputStream in;
    private final long length;
    private long read;
    private final StreamProblem problem = new StreamProblem();

    public CountedInput(InputStream in, long length) {
        this.in = in;
        this.length = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
        if (read == length) {
            return -1;
        }
        try {
            int got = in.read(bytes, offset, (int) Math.min(count, length - read));
            if (got < 0) {
                throw new EOFException(cutShort(length, read));
            }
            read += got;
            return got;
        } catch (IOException | RuntimeException e) {
            problem.keep(e);
            throw e;
        }
    }

    public static String cutShort(long length, long read) {
        return "a value of " + length + " bytes ends after " + read;
    }

    /// Throws what the stream threw, if that is why its user failed.
    public void rethrowProblem(Exception seen) throws IOException {
        problem.rethrow(seen);
    }
}
