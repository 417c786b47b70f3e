package io.quern.dataframe.parquet.page;

import io.quern.dataframe.parquet.bytes.LittleEndian;
import io.quern.dataframe.parquet.bytes.MalformedException;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Gzip of one or more members, each one's checksum and length verified.
///
/// Source: RFC 1952.
final class GzipDecompressor implements AutoCloseable {
    private static final int HEAD_BYTES = 10;
    private static final int TRAILER_BYTES = 8;
    private static final int MAGIC = 0x8B1F;
    private static final int DEFLATE = 8;
    private static final int HAS_CHECKSUM = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;

    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();

    void decompress(byte[] in, int from, int length, byte[] out, int uncompressed) {
        int at = from;
        int to = from + length;
        int filled = 0;
        do {
            int body = bodyFrom(in, at, to);
            inflater.reset();
            inflater.setInput(in, body, to - body);
            int count = inflate(out, filled, uncompressed - filled);
            at = body + Math.toIntExact(inflater.getBytesRead());
            verify(in, at, to, out, filled, count);
            filled += count;
            at += TRAILER_BYTES;
        } while (at < to);
        if (filled != uncompressed) {
            throw new MalformedException("its gzip became " + filled + " bytes, the page header says " + uncompressed);
        }
    }

    /// `out` has room for a byte more than is asked for, so that zlib can see the end, and we what is too much.
    private int inflate(byte[] out, int offset, int wanted) {
        int room = wanted + 1;
        int count = 0;
        try {
            while (!inflater.finished()) {
                int more = inflater.inflate(out, offset + count, room - count);
                if (more == 0 && !inflater.finished()) {
                    throw new MalformedException(
                            inflater.needsInput() || inflater.needsDictionary()
                                    ? "its gzip ends early"
                                    : "its gzip becomes more than the page header says");
                }
                count += more;
            }
        } catch (DataFormatException e) {
            throw new MalformedException("its gzip is corrupt: " + e.getMessage(), e);
        }
        if (count > wanted) {
            throw new MalformedException("its gzip becomes more than the page header says");
        }
        return count;
    }

    private void verify(byte[] in, int trailer, int to, byte[] out, int offset, int count) {
        if (to - trailer < TRAILER_BYTES) {
            throw new MalformedException("its gzip ends early");
        }
        crc.reset();
        crc.update(out, offset, count);
        if ((int) crc.getValue() != LittleEndian.intAt(in, trailer)
                || count != LittleEndian.intAt(in, trailer + Integer.BYTES)) {
            throw new MalformedException("the checksum of its gzip is wrong: the page is corrupt");
        }
    }

    private static int bodyFrom(byte[] in, int from, int to) {
        if (to - from < HEAD_BYTES + TRAILER_BYTES
                || (LittleEndian.intAt(in, from) & 0xFFFF) != MAGIC
                || in[from + 2] != DEFLATE) {
            throw new MalformedException("it does not begin with a gzip header");
        }
        int flags = in[from + 3];
        int at = from + HEAD_BYTES;
        if ((flags & HAS_EXTRA) != 0) {
            at += 2 + (LittleEndian.intAt(in, at) & 0xFFFF);
        }
        if ((flags & HAS_NAME) != 0) {
            at = afterZero(in, at, to);
        }
        if ((flags & HAS_COMMENT) != 0) {
            at = afterZero(in, at, to);
        }
        if ((flags & HAS_CHECKSUM) != 0) {
            at += 2;
        }
        if (at > to) {
            throw new MalformedException("its gzip ends early");
        }
        return at;
    }

    private static int afterZero(byte[] in, int from, int to) {
        int at = from;
        while (at < to && in[at] != 0) {
            at++;
        }
        return at + 1;
    }

    @Override
    public void close() {
        inflater.end();
    }
}
