package io.quern.core.task;

import io.quern.core.error.QuernException;
import java.nio.ByteBuffer;

/// State of a run on the disk, in blocks that are found by their position. Blocks are compressed and carry a
/// checksum: one that has changed on the disk is refused, never read wrongly.
///
/// One thread at a time.
public interface SpillFile extends AutoCloseable {
    /// The longest block.
    int BLOCK_BYTES_MAX = 1 << 28;

    /// Writes a block at the end.
    ///
    /// @param block read from its position to its limit, and unchanged afterwards; at most [#BLOCK_BYTES_MAX] bytes
    /// @return where it begins, for [#read]
    /// @throws QuernException RESOURCES where the disk takes no more, or the limit of the spill folder is reached;
    ///     the file is as it was before
    long append(ByteBuffer block);

    /// Writes a block at the end, as above.
    default long append(byte[] block) {
        return append(ByteBuffer.wrap(block));
    }

    /// Reads a block, as often as one likes.
    ///
    /// @param position that [#append] returned
    /// @throws QuernException RESOURCES where it cannot be read, or is not what was written: names file, position,
    ///     expected and found
    byte[] read(long position);

    /// What the file takes on the disk.
    long sizeBytes();

    /// Deletes it. The second time does nothing.
    @Override
    void close();
}
