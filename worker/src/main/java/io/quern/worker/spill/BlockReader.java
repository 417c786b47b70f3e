package io.quern.worker.spill;

import java.io.IOException;
import java.io.InputStream;

/// The contents of a sealed spill file, or of some of its blocks, block by block: one of them is in memory at a time.
/// One thread.
public final class BlockReader extends InputStream {
    private final BlockFormat.Source source;
    private final long end;
    private long next;
    private byte[] block = {};
    private int at;

    BlockReader(BlockFormat.Source source, long first, long end) {
        this.source = source;
        this.next = first;
        this.end = end;
    }

    /// @throws DamagedBlockException where the next block is not what was written
    private boolean advance() throws IOException {
        while (at == block.length) {
            if (next >= end) {
                return false;
            }
            BlockFormat.Block read = BlockFormat.read(source, next);
            block = read.bytes();
            next = read.next();
            at = 0;
        }
        return true;
    }

    @Override
    public int read() throws IOException {
        return advance() ? block[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!advance()) {
            return -1;
        }
        int count = Math.min(length, block.length - at);
        System.arraycopy(block, at, target, offset, count);
        at += count;
        return count;
    }

    @Override
    public int available() {
        return block.length - at;
    }

    @Override
    public void close() throws IOException {
        source.channel().close();
    }
}
