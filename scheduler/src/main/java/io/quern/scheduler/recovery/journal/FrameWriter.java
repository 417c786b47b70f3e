package io.quern.scheduler.recovery.journal;

import io.quern.scheduler.recovery.storage.JournalStorage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Writes the header and the records of one file, through a buffer.
final class FrameWriter implements Closeable {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final JournalStorage.Output file;
    private final FileHeader header;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private long sizeBytes = FileHeader.BYTES;

    FrameWriter(JournalStorage.Output file, FileHeader header) {
        this.file = file;
        this.header = header;
        buffer.put(header.encode());
    }

    FileHeader header() {
        return header;
    }

    /// Bytes of the file, with those that are in the buffer.
    long sizeBytes() {
        return sizeBytes;
    }

    boolean isEmpty() {
        return sizeBytes == FileHeader.BYTES;
    }

    void record(int type, long sequence, int place, ByteBuffer payload) throws IOException {
        frame(RecordFrame.of(payload, place, sequence, type));
        sizeBytes += payload.remaining();
        while (payload.hasRemaining()) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            int count = Math.min(payload.remaining(), buffer.remaining());
            buffer.put(payload.slice(payload.position(), count));
            payload.position(payload.position() + count);
        }
    }

    void seal(long sequence) throws IOException {
        frame(RecordFrame.seal(sequence));
    }

    /// Makes all that was written durable.
    void force() throws IOException {
        flush();
        file.force();
    }

    /// Drops what was not forced.
    @Override
    public void close() throws IOException {
        file.close();
    }

    private void frame(RecordFrame frame) throws IOException {
        if (buffer.remaining() < RecordFrame.BYTES) {
            flush();
        }
        frame.put(buffer, header.salt());
        sizeBytes += RecordFrame.BYTES;
    }

    private void flush() throws IOException {
        file.write(buffer.flip());
        buffer.clear();
    }
}
