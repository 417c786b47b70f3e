package io.quern.dataframe.arrow;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// Reads announced numbers of bytes without believing them: memory grows with what has really arrived.
final class AnnouncedBytes {
    private static final int FIRST_BYTES_MAX = 1 << 20;
    private static final int ARRAY_BYTES_MAX = Integer.MAX_VALUE - 8;

    private final InputStream in;

    AnnouncedBytes(InputStream in) {
        this.in = in;
    }

    byte[] read(long count, long limit, String what) throws IOException {
        if (count < 0 || count > Math.min(limit, ARRAY_BYTES_MAX)) {
            throw new DamagedStreamException(
                    "it announces a " + what + " of " + count + " bytes, the limit is " + limit);
        }
        byte[] bytes = new byte[(int) Math.min(count, FIRST_BYTES_MAX)];
        int filled = 0;
        while (true) {
            int got = in.readNBytes(bytes, filled, bytes.length - filled);
            filled += got;
            if (filled == count) {
                return bytes;
            }
            if (filled < bytes.length) {
                throw new DamagedStreamException(
                        "it ends after " + filled + " of " + count + " bytes of a " + what + "; it was cut short");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(count, bytes.length * 4L));
        }
    }

    int readInt(String what) throws IOException {
        byte[] bytes = read(4, 4, what);
        return (bytes[0] & 0xFF) | (bytes[1] & 0xFF) << 8 | (bytes[2] & 0xFF) << 16 | bytes[3] << 24;
    }
}
