package io.quern.worker.store;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.task.Parts;
import io.quern.core.value.ValueCodecs;
import io.quern.worker.spill.BlockFile;
import io.quern.worker.spill.BlockReader;
import io.quern.worker.spill.BlockWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A result on the disk, as its codecs have written it. Each part of a result in parts begins with a block of its own,
/// so that whoever wants one reads its blocks alone, and these are what a peer gets that asks for the part:
///
///     | how many parts | part 0      | part 1      | …
///     | block          | block …     | block …     |
///
/// Where parts begin is known in memory only: the file is of no use to another process. Any number of readers.
final class ResultFile implements AutoCloseable {
    private final BlockFile blocks;

    /// Where each part begins, and the end of the last; empty where the result is not in parts.
    private final long[] bounds;

    /// What each part takes in memory.
    private final long[] partBytes;

    private ResultFile(BlockFile blocks, long[] bounds, long[] partBytes) {
        this.blocks = blocks;
        this.bounds = bounds;
        this.partBytes = partBytes;
    }

    /// Writes a result, and seals the file.
    ///
    /// @param empty is closed, and so deleted, where the result cannot be written
    static ResultFile write(BlockFile empty, @Nullable Object value, ValueCodecs codecs) throws IOException {
        boolean isWhole = false;
        try {
            ResultFile written =
                    value instanceof Parts parts ? writeParts(empty, parts, codecs) : writeWhole(empty, value, codecs);
            empty.seal();
            isWhole = true;
            return written;
        } finally {
            if (!isWhole) {
                empty.close();
            }
        }
    }

    private static ResultFile writeWhole(BlockFile blocks, @Nullable Object value, ValueCodecs codecs)
            throws IOException {
        try (BlockWriter out = new BlockWriter(blocks)) {
            codecs.encode(value, out);
        }
        return new ResultFile(blocks, new long[0], new long[0]);
    }

    private static ResultFile writeParts(BlockFile blocks, Parts parts, ValueCodecs codecs) throws IOException {
        PartBounds bounds = new PartBounds(parts.size());
        try (BlockWriter out = new BlockWriter(blocks)) {
            codecs.encodeParts(parts, out, () -> bounds.add(out.beginBlock()));
            bounds.add(out.beginBlock());
        }
        long[] partBytes = parts.values().stream().mapToLong(codecs::sizeBytes).toArray();
        return new ResultFile(blocks, bounds.positions, partBytes);
    }

    private static final class PartBounds {
        private final long[] positions;
        private int size;

        PartBounds(int parts) {
            this.positions = new long[parts + 1];
        }

        void add(long position) {
            positions[size++] = position;
        }
    }

    /// The whole result.
    BlockReader reader() throws IOException {
        return blocks.reader();
    }

    /// One part.
    ///
    /// @throws QuernException INTERNAL where the result has no such part
    BlockReader reader(int part) throws IOException {
        checkPart(part);
        return blocks.reader(bounds[part], bounds[part + 1]);
    }

    /// What a part takes in memory.
    ///
    /// @throws QuernException INTERNAL where the result has no such part
    long partBytes(int part) {
        checkPart(part);
        return partBytes[part];
    }

    private void checkPart(int part) {
        if (part < 0 || part >= partBytes.length) {
            throw new QuernException(
                    ErrorCode.INTERNAL,
                    "part " + part + " is wanted of a result that is "
                            + (partBytes.length > 0 ? partBytes.length + " parts" : "not in parts"));
        }
    }

    @Override
    public void close() {
        blocks.close();
    }
}
