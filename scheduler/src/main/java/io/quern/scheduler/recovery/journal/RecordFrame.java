package io.quern.scheduler.recovery.journal;

import io.quern.core.wire.Protocol;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// What stands before each record of a file.
///
///     +--------+----------------+----------+------+-------------------+------------------+---------+
///     | length | place in batch | sequence | type | CRC32C of payload | CRC32C of these, | payload |
///     | 4      | 4              | 8        | 1    | 4                 | with the salt, 4 | length  |
///     +--------+----------------+----------+------+-------------------+------------------+---------+
///
/// The header has a checksum of its own so that the length is known to be true before it is used.
///
/// @param place 0 for the first record of a batch
/// @param type of the record, or [#SEAL]
record RecordFrame(int length, int place, long sequence, int type, int payloadChecksum) {
    static final int BYTES = 25;

    /// Type of the frame that ends a file; it has no payload, and the sequence that the next record would have.
    static final int SEAL = 0;

    private static final int CHECKSUM_AT = BYTES - Integer.BYTES;

    static RecordFrame seal(long sequence) {
        return new RecordFrame(0, 0, sequence, SEAL, 0);
    }

    static RecordFrame of(ByteBuffer payload, int place, long sequence, int type) {
        return new RecordFrame(payload.remaining(), place, sequence, type, checksum(payload));
    }

    /// Sequence of the first record of the batch.
    long batchSequence() {
        return sequence - place;
    }

    void put(ByteBuffer target, long salt) {
        int start = target.position();
        target.putInt(length).putInt(place).putLong(sequence).put((byte) type).putInt(payloadChecksum);
        target.putInt(headerChecksum(target, start, salt));
    }

    /// Reads a header of which nothing has been checked.
    static RecordFrame get(ByteBuffer source, int start) {
        return new RecordFrame(
                source.getInt(start),
                source.getInt(start + 4),
                source.getLong(start + 8),
                source.get(start + 16) & 0xFF,
                source.getInt(start + 17));
    }

    /// The checksum that stands in a header.
    static int storedChecksum(ByteBuffer source, int start) {
        return source.getInt(start + CHECKSUM_AT);
    }

    static int headerChecksum(ByteBuffer source, int start, long salt) {
        CRC32C crc = new CRC32C();
        for (int shift = 56; shift >= 0; shift -= 8) {
            crc.update((int) (salt >>> shift));
        }
        crc.update(source.array(), source.arrayOffset() + start, CHECKSUM_AT);
        return (int) crc.getValue();
    }

    /// Whether a header whose checksum holds has numbers that the writer writes.
    boolean isSound() {
        return length >= 0
                && length <= Protocol.RECORD_BYTES_MAX
                && place >= 0
                && sequence > 0
                && (type != SEAL || length == 0);
    }

    static int checksum(ByteBuffer payload) {
        CRC32C crc = new CRC32C();
        crc.update(payload.duplicate());
        return (int) crc.getValue();
    }
}
