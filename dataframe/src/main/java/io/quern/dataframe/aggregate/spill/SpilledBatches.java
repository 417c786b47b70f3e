package io.quern.dataframe.aggregate.spill;

import io.quern.core.config.ByteSize;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.task.SpillFile;
import io.quern.dataframe.arrow.PartitionCodec;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Concat;
import io.quern.dataframe.batch.FlatBytes;
import io.quern.dataframe.batch.Flatten;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.batch.Slice;
import io.quern.dataframe.type.Schema;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Batches of one schema on the disk, in partitions, each in the order in which they came. Blocks are Arrow IPC
/// streams without dictionaries: those of the state are much larger than what one block uses of them.
///
/// The file is made, and memory for the blocks that are being filled is reserved, when the first batch comes.
final class SpilledBatches implements AutoCloseable {
    /// Of a row that is more than a block: written out, and encoded.
    private static final int COPIES = 2;
    /// About what an encoded batch has beside its columns.
    private static final int HEAD_BYTES = 1 << 12;

    private final PartitionCodec codec = new PartitionCodec();
    private final Schema schema;
    private final Spilling spilling;
    private final String what;
    private final long bufferBytes;
    private final List<Content> contents = new ArrayList<>();
    private final BlockBuffer buffer = new BlockBuffer(HEAD_BYTES);
    private @Nullable SpillFile file;
    private long reserved;

    /// @param filledAtOnce partitions that get batches in turns
    /// @param what it holds, for people
    SpilledBatches(Schema schema, int partitions, int filledAtOnce, Spilling spilling, String what) {
        this.schema = schema;
        this.spilling = spilling;
        this.what = what;
        // What is pending, joined and encoded.
        this.bufferBytes = (filledAtOnce + 2L) * spilling.blockBytes();
        for (int partition = 0; partition < partitions; partition++) {
            contents.add(new Content());
        }
    }

    /// Adds a batch behind those of its partition.
    void add(int partition, Batch batch) {
        long bytes = FlatBytes.of(batch);
        if (bytes > spilling.blockBytes() && batch.length() > 1) {
            int half = batch.length() / 2;
            add(partition, Slice.rows(batch, 0, half));
            add(partition, Slice.rows(batch, half, batch.length() - half));
            return;
        }
        if (reserved == 0) {
            spilling.memory().reserve(bufferBytes);
            reserved = bufferBytes;
        }
        Content content = contents.get(partition);
        if (bytes > spilling.blockBytes()) {
            write(content);
            writeLarge(content, batch, bytes);
            return;
        }
        Batch flat = Flatten.batch(batch);
        if (content.pendingBytes + flat.retainedBytes() > spilling.blockBytes()) {
            write(content);
        }
        content.pending.add(flat);
        content.pendingBytes += flat.retainedBytes();
    }

    /// Writes one row that is more than a block, for which there has to be memory: written out, and encoded.
    private void writeLarge(Content content, Batch row, long bytes) {
        requireFits(bytes);
        spilling.memory().reserve(COPIES * bytes);
        try {
            content.addBlock(append(Flatten.batch(row), new BlockBuffer((int) bytes + HEAD_BYTES)));
        } finally {
            spilling.memory().release(COPIES * bytes);
        }
    }

    /// Writes what is pending, and gives back the memory for it.
    void flush() {
        contents.forEach(this::write);
        release();
    }

    private void write(Content content) {
        if (content.pending.isEmpty()) {
            return;
        }
        buffer.reset();
        content.addBlock(append(Concat.batches(content.pending), buffer));
        content.pending.clear();
        content.pendingBytes = 0;
    }

    private long append(Batch batch, BlockBuffer encoded) {
        spilling.checkCancelled().run();
        try {
            codec.encode(new Partition(schema, List.of(batch)), encoded);
        } catch (IOException e) {
            throw new QuernException(ErrorCode.INTERNAL, "cannot encode " + what + ": " + e, e);
        }
        requireFits(encoded.size());
        SpillFile target = file;
        if (target == null) {
            target = spilling.memory().newSpill(what);
            file = target;
        }
        return target.append(encoded.written());
    }

    private void requireFits(long bytes) {
        if (bytes > SpillFile.BLOCK_BYTES_MAX) {
            throw new QuernException(
                    ErrorCode.RESOURCES,
                    "one row of " + what + " takes " + ByteSize.rounded(bytes)
                            + ", and what goes to the disk may take " + ByteSize.rounded(SpillFile.BLOCK_BYTES_MAX)
                            + " a row; give the worker more worker.memory, or collect less in one group");
        }
    }

    /// The partitions that have something, once all is written.
    List<Integer> used() {
        List<Integer> used = new ArrayList<>();
        for (int partition = 0; partition < contents.size(); partition++) {
            if (contents.get(partition).blocks > 0) {
                used.add(partition);
            }
        }
        return used;
    }

    int blocks(int partition) {
        return contents.get(partition).blocks;
    }

    /// Reads a block.
    Partition read(int partition, int block) {
        spilling.checkCancelled().run();
        SpillFile source = file;
        if (source == null || block >= blocks(partition)) {
            throw new IllegalStateException(what + ": partition " + partition + " has no block " + block);
        }
        byte[] bytes = source.read(contents.get(partition).positions[block]);
        try {
            return (Partition) codec.decode(new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw new QuernException(ErrorCode.INTERNAL, "cannot decode " + what + ": " + e.getMessage(), e);
        }
    }

    private void release() {
        spilling.memory().release(reserved);
        reserved = 0;
    }

    @Override
    public void close() {
        contents.forEach(content -> content.pending.clear());
        release();
        SpillFile open = file;
        if (open != null) {
            file = null;
            open.close();
        }
    }

    /// One partition.
    private static final class Content {
        private final List<Batch> pending = new ArrayList<>();
        private long pendingBytes;
        private long[] positions = new long[4];
        private int blocks;

        void addBlock(long position) {
            if (blocks == positions.length) {
                positions = Arrays.copyOf(positions, blocks * 2);
            }
            positions[blocks++] = position;
        }
    }

    /// The bytes of a block, without a copy.
    private static final class BlockBuffer extends ByteArrayOutputStream {
        BlockBuffer(int capacity) {
            super(capacity);
        }

        ByteBuffer written() {
            return ByteBuffer.wrap(buf, 0, count);
        }
    }
}
