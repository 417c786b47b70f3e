package io.quern.worker.spill;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/// What a spill file looks like. Numbers are big-endian.
///
///     file:   | head | block | block | …
///     head:   | magic, 8: QRNSPILL | version, 4: 1 | mark, 8 | length, 4 | what it holds, UTF-8 | CRC32C, 4 |
///     block:  | stored length, 4 | length, 4 | mark, 8 | position, 8 | CRC32C, 4 | stored bytes |
///
/// Stored bytes are an [Lz4Block] where that was tried and is shorter, else the block as it is. A CRC32C is of
/// everything before it, and in a block of the stored bytes too. The mark is another one for each file, and a
/// block knows its position: so one that was read from the wrong file or place is noticed like one whose bits
/// have changed.
final class BlockFormat {
    static final int BLOCK_HEAD = 28;

    private static final long MAGIC = 0x51524E53_50494C4CL;
    private static final int VERSION = 1;
    private static final int WHAT_BYTES_MAX = 1_000;
    private static final int CRC_AT = BLOCK_HEAD - Integer.BYTES;

    private BlockFormat() {}

    static byte[] head(long mark, String what) {
        byte[] name = what.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(name.length, WHAT_BYTES_MAX);
        ByteBuffer head = ByteBuffer.allocate(28 + length);
        head.putLong(MAGIC).putInt(VERSION).putLong(mark).putInt(length).put(name, 0, length);
        head.putInt(crc(head.array(), head.position()));
        return head.array();
    }

    /// Frames a block.
    ///
    /// @param position where the block is going to begin
    /// @param gain of the file
    /// @return its bytes, ready to be written
    static ByteBuffer frame(byte[] block, int from, int length, long mark, long position, CompressionGain gain) {
        byte[] framed;
        int stored = length;
        if (gain.isTried()) {
            framed = new byte[Math.addExact(BLOCK_HEAD, Lz4Block.roomFor(length))];
            int compressed = Lz4Block.compress(block, from, length, framed, BLOCK_HEAD);
            gain.tried(length, compressed);
            stored = Math.min(compressed, length);
        } else {
            framed = new byte[Math.addExact(BLOCK_HEAD, length)];
        }
        if (stored == length) {
            System.arraycopy(block, from, framed, BLOCK_HEAD, length);
        }
        ByteBuffer frame = ByteBuffer.wrap(framed, 0, BLOCK_HEAD + stored);
        frame.putInt(0, stored).putInt(4, length).putLong(8, mark).putLong(16, position);
        frame.putInt(CRC_AT, crc(framed, CRC_AT, BLOCK_HEAD, stored));
        return frame;
    }

    /// Which file is read, and what it should be.
    record Source(FileChannel channel, Path file, long mark, String what) {
        DamagedBlockException damaged(long position, String expected, String found) {
            return new DamagedBlockException(file, position, what, expected, found);
        }
    }

    /// A block that was read, and where the next one begins.
    record Block(byte[] bytes, long next) {}

    /// Checks the head.
    static void checkHead(Source source) throws IOException {
        byte[] expected = head(source.mark, source.what);
        byte[] found = read(source, 0, expected.length);
        if (crc(expected, expected.length) != crc(found, found.length)) {
            throw source.damaged(0, "the head of version " + VERSION + " with " + tail(expected), tail(found));
        }
    }

    private static String tail(byte[] head) {
        return "checksum " + HexFormat.of().formatHex(head, head.length - Integer.BYTES, head.length);
    }

    /// Reads a block.
    ///
    /// @throws DamagedBlockException where it is not the block that was written there
    static Block read(Source source, long position) throws IOException {
        ByteBuffer head = ByteBuffer.wrap(read(source, position, BLOCK_HEAD));
        int stored = head.getInt(0);
        int length = head.getInt(4);
        boolean isPlausible =
                stored >= 0 && length >= stored && position + BLOCK_HEAD + stored <= source.channel.size();
        if (!isPlausible || head.getLong(8) != source.mark || head.getLong(16) != position) {
            throw source.damaged(
                    position,
                    "a block of this file with mark " + Long.toHexString(source.mark),
                    stored + " bytes stored of " + length + ", mark " + Long.toHexString(head.getLong(8))
                            + ", position " + head.getLong(16));
        }
        byte[] bytes = read(source, position + BLOCK_HEAD, stored);
        int expected = head.getInt(CRC_AT);
        CRC32C sum = new CRC32C();
        sum.update(head.array(), 0, CRC_AT);
        sum.update(bytes);
        if ((int) sum.getValue() != expected) {
            throw source.damaged(
                    position,
                    "checksum " + Integer.toHexString(expected),
                    "checksum " + Integer.toHexString((int) sum.getValue()));
        }
        long next = position + BLOCK_HEAD + stored;
        if (stored == length) {
            return new Block(bytes, next);
        }
        byte[] block = new byte[length];
        Lz4Block.decompress(bytes, 0, stored, block);
        return new Block(block, next);
    }

    private static byte[] read(Source source, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            int count = source.channel.read(bytes, position + bytes.position());
            if (count < 0) {
                throw source.damaged(
                        position, length + " bytes", "the end of the file after " + bytes.position() + " of them");
            }
        }
        return bytes.array();
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, length);
        return (int) sum.getValue();
    }

    private static int crc(byte[] bytes, int headLength, int from, int length) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, headLength);
        sum.update(bytes, from, length);
        return (int) sum.getValue();
    }
}
