package io.quern.worker.store;

import io.quern.core.transport.EncodedResult;
import io.quern.worker.memory.WorkerMemory;
import io.quern.worker.spill.BlockReader;
import io.quern.worker.spill.BlockWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;

/// Sends a result, or a part of one, from the disk: block by block, each one checked before it leaves.
///
/// @param damage told where the disk does not give back what was written
/// @param memory counts the buffers while they are there
record FileSending(StoredResult stored, Opening opening, Consumer<DamagedResultException> damage, WorkerMemory memory)
        implements EncodedResult {
    private static final int PIECE_BYTES = 1 << 16;

    /// A block, as it is on the disk and as it was written, and a piece of it.
    private static final long BUFFERS_BYTES = 2 * BlockWriter.BLOCK_BYTES + PIECE_BYTES;

    /// Opens what is sent.
    @FunctionalInterface
    interface Opening {
        BlockReader open() throws IOException;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        memory.sending(BUFFERS_BYTES);
        try {
            copyTo(out);
        } finally {
            memory.sending(-BUFFERS_BYTES);
        }
    }

    private void copyTo(OutputStream out) throws IOException {
        byte[] piece = new byte[PIECE_BYTES];
        try (BlockReader in = open()) {
            for (int count = next(in, piece); count >= 0; count = next(in, piece)) {
                out.write(piece, 0, count);
            }
        }
    }

    private BlockReader open() throws IOException {
        try {
            return opening.open();
        } catch (IOException e) {
            damage.accept(new DamagedResultException(stored.run(), e));
            throw e;
        }
    }

    private int next(BlockReader in, byte[] piece) throws IOException {
        try {
            return in.read(piece);
        } catch (IOException e) {
            damage.accept(new DamagedResultException(stored.run(), e));
            throw e;
        }
    }
}
