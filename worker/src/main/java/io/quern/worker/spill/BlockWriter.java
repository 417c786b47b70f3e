package io.quern.worker.spill;

import java.io.OutputStream;
import java.nio.ByteBuffer;

/// Cuts what is written into blocks of one file, of one size unless it is told where one begins: one of them is in
/// memory at a time. Closing it writes the last one
/// and leaves the file open. One thread.
public final class BlockWriter extends OutputStream {
    /// Of a block, before it is compressed.
    public static final int BLOCK_BYTES = 1 << 18;

    private final BlockFile file;
    private final byte[] block = new byte[BLOCK_BYTES];
    private int size;

    public BlockWriter(BlockFile file) {
        this.file = file;
    }

    @Override
    public void write(int value) {
        if (size == BLOCK_BYTES) {
            cut();
        }
        block[size++] = (byte) value;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        int done = 0;
        while (done < length) {
            if (size == BLOCK_BYTES) {
                cut();
            }
            int part = Math.min(length - done, BLOCK_BYTES - size);
            System.arraycopy(bytes, offset + done, block, size, part);
            size += part;
            done += part;
        }
    }

    /// Ends the block, if there is anything in it.
    ///
    /// @return where the next one begins, if anything follows
    public long beginBlock() {
        if (size > 0) {
            cut();
        }
        return file.sizeBytes();
    }

    private void cut() {
        file.append(ByteBuffer.wrap(block, 0, size));
        size = 0;
    }

    @Override
    public void close() {
        long _ = beginBlock();
    }
}
