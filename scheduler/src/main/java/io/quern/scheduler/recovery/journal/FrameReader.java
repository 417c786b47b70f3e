package io.quern.scheduler.recovery.journal;

import io.quern.scheduler.recovery.storage.JournalStorage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Reads the records of one file in their order and checks each. Whatever the bytes are, it finds something or
/// the storage fails; it allocates what the file justifies: its buffer, and the payload of a record whose length
/// is known to be true and whose bytes are there.
final class FrameReader implements Closeable {
    private static final int BUFFER_BYTES = 64 * 1024;
    /// More records than a crash can leave behind one that is bad.
    private static final long RECORDS_AHEAD_MAX = 1L << 32;

    private final JournalStorage.Input file;
    private final FileHeader header;
    private final long sizeBytes;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private long bufferStart;
    private long position = FileHeader.BYTES;
    private long sequence;

    /// @param sequence of the first record
    FrameReader(JournalStorage.Input file, FileHeader header, long sequence) throws IOException {
        this.file = file;
        this.header = header;
        this.sequence = sequence;
        this.sizeBytes = file.sizeBytes();
        buffer.limit(0);
    }

    /// Sequence of the next record.
    long sequence() {
        return sequence;
    }

    long sizeBytes() {
        return sizeBytes;
    }

    /// Reads on. After anything else than an entry there is nothing more to read.
    Found next() throws IOException {
        if (position == sizeBytes) {
            return new Found.End();
        }
        if (sizeBytes - position < RecordFrame.BYTES) {
            return damage("the header of record " + sequence + " is cut: " + (sizeBytes - position) + " of "
                    + RecordFrame.BYTES + " bytes are there");
        }
        int at = buffered(position);
        int stored = RecordFrame.storedChecksum(buffer, at);
        int computed = RecordFrame.headerChecksum(buffer, at, header.salt());
        if (stored != computed) {
            return damage("the header of record " + sequence + " has the checksum " + FileHeader.hex(computed)
                    + ", expected " + FileHeader.hex(stored));
        }
        RecordFrame frame = RecordFrame.get(buffer, at);
        if (!frame.isSound() || frame.sequence() != sequence) {
            return new Found.Damage(position, "record " + sequence + " is expected, and there is " + frame, false);
        }
        return frame.type() == RecordFrame.SEAL ? seal() : entry(frame);
    }

    private Found seal() {
        long behind = sizeBytes - position - RecordFrame.BYTES;
        return behind == 0
                ? new Found.Seal()
                : new Found.Damage(position, behind + " bytes stand behind the seal of the file", false);
    }

    private Found entry(RecordFrame frame) throws IOException {
        long start = position + RecordFrame.BYTES;
        if (frame.length() > sizeBytes - start) {
            return damage("record " + sequence + " is cut: " + (sizeBytes - start) + " of " + frame.length()
                    + " bytes are there");
        }
        byte[] payload = payload(start, frame.length());
        int computed = RecordFrame.checksum(ByteBuffer.wrap(payload));
        if (computed != frame.payloadChecksum()) {
            return damage("record " + sequence + " has the checksum " + FileHeader.hex(computed) + ", expected "
                    + FileHeader.hex(frame.payloadChecksum()));
        }
        Found.Entry entry = new Found.Entry(position, frame, payload);
        position = start + frame.length();
        sequence++;
        return entry;
    }

    private Found.Damage damage(String problem) {
        return new Found.Damage(position, problem, true);
    }

    /// Whether anything of a batch later than that of the next record stands at the place where the reader is, or
    /// behind: then all before that batch was durable once.
    boolean isFollowedByLaterBatch() throws IOException {
        for (long at = position; at <= sizeBytes - RecordFrame.BYTES; at++) {
            int index = buffered(at);
            long ahead = buffer.getLong(index + 8) - sequence;
            if (ahead < 0 || ahead > RECORDS_AHEAD_MAX) {
                continue;
            }
            if (RecordFrame.storedChecksum(buffer, index) == RecordFrame.headerChecksum(buffer, index, header.salt())) {
                RecordFrame frame = RecordFrame.get(buffer, index);
                if (frame.isSound() && frame.batchSequence() > sequence) {
                    return true;
                }
            }
        }
        return false;
    }

    private byte[] payload(long start, int length) throws IOException {
        byte[] payload = new byte[length];
        if (start >= bufferStart && start + length <= bufferStart + buffer.limit()) {
            buffer.get((int) (start - bufferStart), payload);
        } else {
            file.read(start, ByteBuffer.wrap(payload));
        }
        return payload;
    }

    /// Index in the buffer at which the header of a record at this position stands; it must be all there.
    private int buffered(long at) throws IOException {
        if (at < bufferStart || at + RecordFrame.BYTES > bufferStart + buffer.limit()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), sizeBytes - at));
            file.read(at, buffer);
            buffer.flip();
            bufferStart = at;
        }
        return (int) (at - bufferStart);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
