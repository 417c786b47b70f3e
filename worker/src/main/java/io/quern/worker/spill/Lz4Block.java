package io.quern.worker.spill;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The LZ4 block format: sequences of a token, literals, and a match some way back in what was written before.
///
///     +-----------------------------+---------+----------+-----------------+---------+
///     | token                       | more of | literals | offset,         | more of |
///     | literals: 4 bits,           | their   |          | 2 bytes LE,     | the     |
///     | match − 4: 4 bits; 15: more | length  |          | 1 to 65,535     | length  |
///     +-----------------------------+---------+----------+-----------------+---------+
///
/// More of a length are bytes that are summed up, the last of them less than 255. The last sequence has no match;
/// the last 5 bytes are literals, and no match begins within the last 12. Other programs can read it.
///
/// Source: the LZ4 block format description, lz4/doc/lz4_Block_format.md.
final class Lz4Block {
    private static final int MATCH_MIN = 4;
    private static final int LAST_LITERALS = 5;
    private static final int LAST_MATCH = 12;
    private static final int OFFSET_MAX = 0xFFFF;
    private static final int NIBBLE = 15;

    private static final int TABLE_BITS_MIN = 6;
    private static final int TABLE_BITS_MAX = 14;
    private static final int HASH_FACTOR = 0x9E37_79B1;

    /// After so many places without a match, steps over the input grow by one: what does not compress costs little.
    private static final int PATIENCE_SHIFT = 6;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] in;
    private final byte[] out;
    private int at;

    private Lz4Block(byte[] in, byte[] out, int at) {
        this.in = in;
        this.out = out;
        this.at = at;
    }

    /// Room that is enough for the compressed form of so many bytes.
    static int roomFor(int length) {
        return Math.addExact(length, length / 255 + 16);
    }

    /// Compresses a range.
    ///
    /// @param target has [#roomFor] bytes from `targetAt` on
    /// @return how many bytes that took
    static int compress(byte[] in, int from, int length, byte[] target, int targetAt) {
        Lz4Block block = new Lz4Block(in, target, targetAt);
        block.compress(from, from + length);
        return block.at - targetAt;
    }

    private void compress(int from, int end) {
        int bits = Math.clamp(Integer.SIZE - Integer.numberOfLeadingZeros(end - from), TABLE_BITS_MIN, TABLE_BITS_MAX);
        // Places by hash, each one more than where it is; 0 for none.
        int[] table = new int[1 << bits];
        int lastMatch = end - LAST_MATCH;
        int literals = from;
        int place = from;
        int misses = 1 << PATIENCE_SHIFT;
        while (place < lastMatch) {
            int word = (int) INT.get(in, place);
            int slot = (word * HASH_FACTOR) >>> (Integer.SIZE - bits);
            int candidate = table[slot] - 1 + from;
            boolean isKnown = table[slot] != 0;
            table[slot] = place - from + 1;
            if (isKnown && place - candidate <= OFFSET_MAX && (int) INT.get(in, candidate) == word) {
                int matched = MATCH_MIN + common(in, place + MATCH_MIN, candidate + MATCH_MIN, end - LAST_LITERALS);
                sequence(literals, place - literals, place - candidate, matched);
                place += matched;
                literals = place;
                misses = 1 << PATIENCE_SHIFT;
            } else {
                place += misses++ >>> PATIENCE_SHIFT;
            }
        }
        lastLiterals(literals, end - literals);
    }

    /// How many bytes are the same at two places.
    private static int common(byte[] in, int place, int candidate, int end) {
        int length = 0;
        while (place + length + Long.BYTES <= end) {
            long difference = (long) LONG.get(in, place + length) ^ (long) LONG.get(in, candidate + length);
            if (difference != 0) {
                return length + (Long.numberOfTrailingZeros(difference) >>> 3);
            }
            length += Long.BYTES;
        }
        while (place + length < end && in[place + length] == in[candidate + length]) {
            length++;
        }
        return length;
    }

    private void sequence(int from, int literals, int offset, int matched) {
        int rest = matched - MATCH_MIN;
        out[at++] = (byte) (Math.min(literals, NIBBLE) << 4 | Math.min(rest, NIBBLE));
        more(literals);
        System.arraycopy(in, from, out, at, literals);
        at += literals;
        out[at++] = (byte) offset;
        out[at++] = (byte) (offset >>> 8);
        more(rest);
    }

    private void lastLiterals(int from, int literals) {
        out[at++] = (byte) (Math.min(literals, NIBBLE) << 4);
        more(literals);
        System.arraycopy(in, from, out, at, literals);
        at += literals;
    }

    private void more(int length) {
        int left = length - NIBBLE;
        while (left >= 0) {
            out[at++] = (byte) Math.min(left, 255);
            left -= 255;
        }
    }

    /// Fills `target` with what a range becomes.
    ///
    /// @throws IOException where the bytes are no block, or become more or less than that
    static void decompress(byte[] in, int from, int length, byte[] target) throws IOException {
        new Reader(in, from, from + length, target).read();
    }

    private static final class Reader {
        private final byte[] in;
        private final int end;
        private final byte[] target;
        private int at;
        private int filled;

        Reader(byte[] in, int from, int end, byte[] target) {
            this.in = in;
            this.at = from;
            this.end = end;
            this.target = target;
        }

        void read() throws IOException {
            while (true) {
                int token = next();
                int literals = length(token >>> 4);
                if (literals > end - at || literals > target.length - filled) {
                    throw broken("has " + literals + " literals too many");
                }
                System.arraycopy(in, at, target, filled, literals);
                at += literals;
                filled += literals;
                if (at == end) {
                    break;
                }
                int offset = next() | next() << 8;
                int matched = MATCH_MIN + length(token & NIBBLE);
                if (offset == 0 || offset > filled || matched > target.length - filled) {
                    throw broken("repeats " + matched + " bytes of " + offset + " before");
                }
                copy(offset, matched);
            }
            if (filled != target.length) {
                throw broken("ends after " + filled + " bytes");
            }
        }

        /// A match may reach into what it makes.
        private void copy(int offset, int matched) {
            int source = filled - offset;
            if (offset >= matched) {
                System.arraycopy(target, source, target, filled, matched);
            } else if (offset == 1) {
                Arrays.fill(target, filled, filled + matched, target[source]);
            } else {
                for (int i = 0; i < matched; i++) {
                    target[filled + i] = target[source + i];
                }
            }
            filled += matched;
        }

        private int length(int nibble) throws IOException {
            int length = nibble;
            if (nibble == NIBBLE) {
                int more;
                do {
                    more = next();
                    length += more;
                    if (length > target.length + MATCH_MIN) {
                        throw broken("has a length beyond its end");
                    }
                } while (more == 255);
            }
            return length;
        }

        private int next() throws IOException {
            if (at == end) {
                throw broken("is cut short");
            }
            return in[at++] & 0xFF;
        }

        private IOException broken(String problem) {
            return new IOException("an LZ4 block of " + target.length + " bytes " + problem);
        }
    }
}
