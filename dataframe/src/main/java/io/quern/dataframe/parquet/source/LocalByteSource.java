package io.quern.dataframe.parquet.source;

import io.quern.core.error.QuernException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// A file of this machine.
public final class LocalByteSource implements ByteSource {
    /// Read at once: the JDK reads into a direct buffer of that size first, which it keeps for the thread.
    private static final int PIECE_BYTES = 1 << 20;

    private final String name;
    private final FileChannel channel;

    private LocalByteSource(String name, FileChannel channel) {
        this.name = name;
        this.channel = channel;
    }

    /// Opens a file; the caller closes it.
    ///
    /// @throws QuernException if there is no such file or it cannot be read
    public static LocalByteSource open(Path path) {
        if (Files.isDirectory(path)) {
            throw QuernException.user(path + ": is a folder, not a Parquet file");
        }
        try {
            return new LocalByteSource(path.toString(), FileChannel.open(path));
        } catch (NoSuchFileException e) {
            throw QuernException.user(path + ": no such file", e);
        } catch (IOException e) {
            throw QuernException.user(path + ": cannot be opened: " + e, e);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long sizeBytes() throws IOException {
        return channel.size();
    }

    @Override
    public void read(long position, byte[] target, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(target, offset, length);
        int end = offset + length;
        long at = position;
        while (buffer.position() < end) {
            buffer.limit(Math.min(end, buffer.position() + PIECE_BYTES));
            int count = channel.read(buffer, at);
            if (count < 0) {
                throw new EOFException(
                        "the file ends at byte " + at + ", needed " + (end - buffer.position()) + " more");
            }
            at += count;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
