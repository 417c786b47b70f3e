package io.quern.dataframe.parquet.decode;

import io.quern.dataframe.parquet.bytes.LittleEndian;
import io.quern.dataframe.parquet.bytes.MalformedException;
import java.util.Arrays;

/// Decodes runs of one number, and bit-packed runs: levels, dictionary codes, booleans.
///
/// ```
/// run: varint, lowest bit 0: length << 1           | the number, in as few bytes as the width needs
///      varint, lowest bit 1: (length / 8) << 1 | 1 | numbers of so many bits, the lowest bit first
/// ```
///
/// A bit-packed run may be cut short by the end of the page, as some writers do it; asking for numbers beyond
/// the end is an error.
///
/// Source: parquet-format, Encodings.md, "Run Length Encoding / Bit-Packing Hybrid".
public final class HybridDecoder {
    private static final int WIDTH_MAX = 32;

    private byte[] data = new byte[LittleEndian.PADDING];
    private int at;
    private int to;
    private int width;
    private int left;
    private boolean isPacked;
    private int value;
    private int packedFrom;
    private long bit;

    /// Begins with the runs of a page.
    ///
    /// @param bits width of a number, 0 to 32; with 0 every number is 0
    /// @throws MalformedException if the width is something else
    public void start(byte[] bytes, int from, int end, int bits) {
        if (bits < 0 || bits > WIDTH_MAX) {
            throw new MalformedException("numbers of " + bits + " bits; the limit is " + WIDTH_MAX);
        }
        data = bytes;
        at = from;
        to = end;
        width = bits;
        left = 0;
    }

    /// Decodes the next numbers.
    ///
    /// @throws MalformedException if there are not so many
    public void read(int[] out, int offset, int count) {
        int done = 0;
        while (done < count) {
            int n = Math.min(count - done, available());
            if (!isPacked) {
                Arrays.fill(out, offset + done, offset + done + n, value);
            } else {
                BitUnpacker.unpack(data, packedFrom, bit, width, out, offset + done, n);
                bit += (long) n * width;
            }
            left -= n;
            done += n;
        }
    }

    /// Decodes the next levels.
    ///
    /// @param scratch at least as long as `count`
    public void readLevels(byte[] out, int offset, int count, int[] scratch) {
        int done = 0;
        while (done < count) {
            int n = Math.min(count - done, available());
            if (!isPacked) {
                Arrays.fill(out, offset + done, offset + done + n, (byte) value);
            } else {
                BitUnpacker.unpack(data, packedFrom, bit, width, scratch, 0, n);
                narrow(scratch, out, offset + done, n);
                bit += (long) n * width;
            }
            left -= n;
            done += n;
        }
    }

    private static void narrow(int[] from, byte[] out, int offset, int count) {
        for (int i = 0; i < count; i++) {
            out[offset + i] = (byte) from[i];
        }
    }

    /// Decodes the next numbers of one bit into a bitmap whose bits from `offset` on are clear, and counts the ones.
    public int readBits(long[] words, int offset, int count) {
        int ones = 0;
        int done = 0;
        while (done < count) {
            int n = Math.min(count - done, available());
            if (isPacked) {
                ones += Bitmaps.copy(data, packedFrom, bit, words, offset + done, n);
                bit += n;
            } else if ((value & 1) != 0) {
                Bitmaps.set(words, offset + done, n);
                ones += n;
            }
            left -= n;
            done += n;
        }
        return ones;
    }

    /// Numbers left in the run, after going to the next one at its end.
    private int available() {
        while (left == 0) {
            nextRun();
        }
        return left;
    }

    private void nextRun() {
        if (width == 0 && at >= to) {
            left = Integer.MAX_VALUE;
            isPacked = false;
            value = 0;
            return;
        }
        long head = varint();
        isPacked = (head & 1) != 0;
        if (isPacked) {
            startPacked(head >>> 1);
        } else {
            startRepeated(head >>> 1);
        }
    }

    private void startPacked(long eights) {
        long bytes = eights * width;
        if (width == 0) {
            isPacked = false;
            value = 0;
            left = (int) Math.min(Integer.MAX_VALUE, eights << 3);
            return;
        }
        packedFrom = at;
        bit = 0;
        int present = (int) Math.min(bytes, to - at);
        left = (int) Math.min(eights << 3, ((long) present << 3) / width);
        at += present;
        if (left == 0 && eights > 0) {
            throw new MalformedException("it ends within a bit-packed run");
        }
    }

    private void startRepeated(long length) {
        if (length > Integer.MAX_VALUE) {
            throw new MalformedException("a run of " + length + " numbers");
        }
        int bytes = (width + 7) >>> 3;
        if (bytes > to - at) {
            throw new MalformedException("it ends within a run");
        }
        left = (int) length;
        value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (data[at + i] & 0xFF) << (i << 3);
        }
        at += bytes;
        if (width < WIDTH_MAX && value >>> width != 0) {
            throw new MalformedException("a run of the number " + value + ", which has more than " + width + " bits");
        }
    }

    private long varint() {
        long result = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            if (at >= to) {
                throw new MalformedException("it has fewer levels or values than the page header says");
            }
            int next = data[at++] & 0xFF;
            result |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return result;
            }
        }
        throw new MalformedException("the length of a run is longer than five bytes");
    }
}
