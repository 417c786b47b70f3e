package io.quern.worker.spill;

import io.quern.core.access.OwnerOnly;
import io.quern.core.config.ByteSize;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.task.SpillFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One spill file of [BlockFormat]. It is open while it is written; [#seal] lets the descriptor go, and what is
/// read later opens it for as long as that takes.
///
/// One thread at a time, but for readers of a sealed file.
public final class BlockFile implements SpillFile {
    /// How files that are not there yet are opened.
    static final Set<OpenOption> NEW_FILE =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);

    private static final Logger log = LoggerFactory.getLogger(BlockFile.class);

    private final Path path;
    private final long mark;
    private final String what;
    private final SpillQuota quota;
    private final int headBytes;
    private final CompressionGain gain = new CompressionGain();

    private @Nullable FileChannel channel;
    private long end;
    private boolean isDeleted;

    private BlockFile(Path path, long mark, String what, SpillQuota quota, int headBytes) {
        this.path = path;
        this.mark = mark;
        this.what = what;
        this.quota = quota;
        this.headBytes = headBytes;
    }

    /// Makes a file that is not there yet.
    ///
    /// @throws IOException where it cannot be made; then there is none
    static BlockFile create(Path path, long mark, String what, SpillQuota quota) throws IOException {
        byte[] head = BlockFormat.head(mark, what);
        BlockFile file = new BlockFile(path, mark, what, quota, head.length);
        file.channel = FileChannel.open(path, NEW_FILE, OwnerOnly.file(path));
        try {
            file.write(ByteBuffer.wrap(head));
        } catch (IOException | QuernException e) {
            file.close();
            throw e;
        }
        return file;
    }

    @Override
    public long append(ByteBuffer block) {
        int length = block.remaining();
        if (length > BLOCK_BYTES_MAX) {
            throw new IllegalArgumentException("a block of " + what + " has " + length + " bytes, the limit is "
                    + BLOCK_BYTES_MAX + "; write it in pieces");
        }
        byte[] bytes;
        int from;
        if (block.hasArray()) {
            bytes = block.array();
            from = block.arrayOffset() + block.position();
        } else {
            bytes = new byte[length];
            from = 0;
            block.duplicate().get(bytes);
        }
        long position = end;
        ByteBuffer frame = BlockFormat.frame(bytes, from, length, mark, position, gain);
        try {
            write(frame);
        } catch (IOException e) {
            throw new QuernException(ErrorCode.RESOURCES, full(frame.limit(), e), e);
        }
        return position;
    }

    private String full(long needed, IOException problem) {
        return "cannot spill " + ByteSize.rounded(needed) + " of " + what + " to " + path.getParent() + ": " + problem
                + " (" + DiskRoom.about(problem, path)
                + "); make room there, name another folder in worker.spill.folders, or give"
                + " the worker more worker.memory";
    }

    /// Writes at the end, all or nothing.
    private void write(ByteBuffer bytes) throws IOException {
        FileChannel open = open();
        long length = bytes.remaining();
        quota.take(length, what);
        boolean isWritten = false;
        try {
            long at = end;
            while (bytes.hasRemaining()) {
                at += open.write(bytes, at);
            }
            end = at;
            isWritten = true;
        } finally {
            if (!isWritten) {
                takeBack(open, length);
            }
        }
    }

    /// The bytes that were counted are not on the disk, or are taken off it.
    private void takeBack(FileChannel open, long length) {
        quota.giveBack(length);
        try {
            open.truncate(end);
        } catch (IOException e) {
            log.warn("what was written of {} cannot be cut off {}: {}", what, path, e.toString());
        }
    }

    private FileChannel open() throws IOException {
        if (isDeleted) {
            throw new IllegalStateException("the spill file of " + what + " is closed");
        }
        FileChannel open = channel;
        if (open == null || !open.isOpen()) {
            open = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            channel = open;
        }
        return open;
    }

    @Override
    public byte[] read(long position) {
        try {
            return BlockFormat.read(new BlockFormat.Source(open(), path, mark, what), position)
                    .bytes();
        } catch (IOException e) {
            throw new QuernException(ErrorCode.RESOURCES, "spilled " + what + " cannot be read: " + e.getMessage(), e);
        }
    }

    /// Nothing is written any more.
    ///
    /// @throws IOException where what was written may not be there
    public void seal() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }

    /// The blocks of a sealed file, one after the other. Any number of readers at a time.
    ///
    /// @throws DamagedBlockException where it is not the file that was written
    public BlockReader reader() throws IOException {
        return reader(headBytes, end);
    }

    /// The same, for some of the blocks: from the one that begins at `from` to before `to`.
    ///
    /// @throws DamagedBlockException where it is not the file that was written
    public BlockReader reader(long from, long to) throws IOException {
        FileChannel opened = FileChannel.open(path, StandardOpenOption.READ);
        try {
            BlockFormat.Source source = new BlockFormat.Source(opened, path, mark, what);
            BlockFormat.checkHead(source);
            return new BlockReader(source, from, to);
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /// Where it is.
    public Path path() {
        return path;
    }

    @Override
    public long sizeBytes() {
        return end;
    }

    @Override
    public void close() {
        if (isDeleted) {
            return;
        }
        isDeleted = true;
        try {
            seal();
            boolean _ = Files.deleteIfExists(path);
            quota.giveBack(end);
            end = 0;
        } catch (IOException e) {
            // It stays, and stays counted, until the folder goes.
            log.warn("the spill file {} of {} cannot be deleted: {}", path, what, e.toString());
        }
    }
}
