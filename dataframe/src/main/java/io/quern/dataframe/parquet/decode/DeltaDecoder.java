package io.quern.dataframe.parquet.decode;

import io.quern.dataframe.parquet.bytes.MalformedException;

/// Decodes DELTA_BINARY_PACKED.
///
/// ```
/// header: varint values a block | varint miniblocks a block | varint count | zigzag first value
/// block:  zigzag least delta | a byte a miniblock: its bit width | miniblocks: deltas less the least, bit-packed
/// ```
///
/// The last block has the widths of all its miniblocks, but bytes only of those that hold values.
///
/// Source: parquet-format, Encodings.md, "Delta Encoding".
final class DeltaDecoder {
    private static final int MINIBLOCK_VALUES_MAX = 1 << 16;
    private static final int MINIBLOCKS_MAX = 1 << 10;

    private final byte[] data;
    private final int to;
    private final int miniblocks;
    private final int miniblockValues;
    private final long count;
    private final int blocksFrom;
    private final byte[] widths;
    private final long[] deltas;
    private int at;
    private long last;
    private long least;
    private long left;
    private int miniblock;
    private int delta;
    private boolean isFirst = true;

    DeltaDecoder(byte[] data, int from, int to) {
        this.data = data;
        this.at = from;
        this.to = to;
        long blockValues = varint();
        long blocks = varint();
        this.count = varint();
        this.last = zigzag(varint());
        if (blocks < 1
                || blocks > MINIBLOCKS_MAX
                || blockValues < 1
                || blockValues % (8 * blocks) != 0
                || blockValues / blocks > MINIBLOCK_VALUES_MAX
                || count < 0) {
            throw new MalformedException(
                    "delta blocks of " + blockValues + " values in " + blocks + " parts, " + count + " values");
        }
        this.miniblocks = (int) blocks;
        this.miniblockValues = (int) (blockValues / blocks);
        this.blocksFrom = at;
        this.widths = new byte[miniblocks];
        this.deltas = new long[miniblockValues];
        this.left = count;
        this.miniblock = miniblocks;
        this.delta = miniblockValues;
    }

    /// How many numbers there are.
    long count() {
        return count;
    }

    /// Of the byte after the last block, found without decoding. To be called before anything is read.
    int end() {
        long remaining = count - 1;
        while (remaining > 0) {
            startBlock();
            for (int i = 0; i < miniblocks && remaining > 0; i++) {
                at += miniblockBytes(widths[i]);
                remaining -= miniblockValues;
            }
        }
        int end = at;
        at = blocksFrom;
        return end;
    }

    /// Decodes the next numbers.
    ///
    /// @throws MalformedException if there are not so many
    void read(long[] out, int offset, int wanted) {
        if (wanted > left) {
            throw Values.notEnough(wanted, left);
        }
        int done = 0;
        if (isFirst && wanted > 0) {
            out[offset] = last;
            isFirst = false;
            done = 1;
        }
        while (done < wanted) {
            if (delta == miniblockValues) {
                nextMiniblock();
            }
            int n = Math.min(wanted - done, miniblockValues - delta);
            sum(out, offset + done, n);
            done += n;
        }
        left -= wanted;
    }

    private void sum(long[] out, int offset, int n) {
        long value = last;
        for (int i = 0; i < n; i++) {
            value += deltas[delta + i] + least;
            out[offset + i] = value;
        }
        last = value;
        delta += n;
    }

    private void nextMiniblock() {
        if (miniblock == miniblocks) {
            startBlock();
            miniblock = 0;
        }
        int width = widths[miniblock++];
        int bytes = miniblockBytes(width);
        BitUnpacker.unpackLongs(data, at, width, deltas, miniblockValues);
        at += bytes;
        delta = 0;
    }

    private void startBlock() {
        least = zigzag(varint());
        if (miniblocks > to - at) {
            throw new MalformedException("it ends within a delta block");
        }
        System.arraycopy(data, at, widths, 0, miniblocks);
        at += miniblocks;
    }

    private int miniblockBytes(int width) {
        if (width < 0 || width > Long.SIZE) {
            throw new MalformedException("deltas of " + width + " bits");
        }
        int bytes = width * (miniblockValues >>> 3);
        if (bytes > to - at) {
            throw new MalformedException("it ends within a delta block");
        }
        return bytes;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at >= to) {
                throw new MalformedException("it ends within delta-encoded numbers");
            }
            int next = data[at++] & 0xFF;
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new MalformedException("a number longer than ten bytes");
    }

    private static long zigzag(long value) {
        return (value >>> 1) ^ -(value & 1);
    }
}
