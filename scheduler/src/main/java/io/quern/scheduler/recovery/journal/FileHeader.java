package io.quern.scheduler.recovery.journal;

import io.quern.core.wire.Protocol;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/// How each log and each checkpoint begins. Numbers are big-endian. Size and place of the checksum never change.
///
///     +----------+--------+--------+------+---------+-------+-------+----------------+------+--------+
///     | magic    | format | layout | kind | cluster | epoch | index | first sequence | salt | CRC32C |
///     | QUERNJNL | 2      | 2      | 4    | 16      | 8     | 8     | 8              | 8    | 4      |
///     +----------+--------+--------+------+---------+-------+-------+----------------+------+--------+
///
/// @param cluster the same in all files of a journal
/// @param epoch of the scheduler that wrote the file
/// @param index number in the file's name
/// @param firstSequence of a log: number of its first record; of a checkpoint: number of the first record after it
/// @param salt random; goes into every checksum of a record's header, so that no bytes that look like a record by
///     chance, by malice, or because the disk showed what it held before, are taken for one of this file
record FileHeader(JournalFile.Kind kind, UUID cluster, long epoch, long index, long firstSequence, long salt) {
    static final int BYTES = 68;

    private static final long MAGIC = 0x5155_4552_4E4A_4E4CL;
    private static final short FORMAT = 1;
    private static final int CHECKSUM_AT = BYTES - Integer.BYTES;

    ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES)
                .putLong(MAGIC)
                .putShort(FORMAT)
                .putShort((short) Protocol.VERSION)
                .putInt(kind == JournalFile.Kind.LOG ? 0 : 1)
                .putLong(cluster.getMostSignificantBits())
                .putLong(cluster.getLeastSignificantBits())
                .putLong(epoch)
                .putLong(index)
                .putLong(firstSequence)
                .putLong(salt);
        return bytes.putInt(checksum(bytes.array())).flip();
    }

    /// What is wrong with the first bytes of a file, if anything is.
    ///
    /// @param bytes at most [#BYTES]
    static Optional<String> problem(byte[] bytes) {
        if (bytes.length < BYTES) {
            return Optional.of("the header is cut: " + bytes.length + " of " + BYTES + " bytes are there");
        }
        ByteBuffer header = ByteBuffer.wrap(bytes);
        if (header.getLong(0) != MAGIC) {
            return Optional.of("it does not begin as a file of a journal does");
        }
        int stored = header.getInt(CHECKSUM_AT);
        int computed = checksum(bytes);
        if (stored != computed) {
            return Optional.of("the header has the checksum " + hex(computed) + ", expected " + hex(stored));
        }
        if (header.getShort(8) != FORMAT || header.getShort(10) != Protocol.VERSION) {
            return Optional.of("it has format " + header.getShort(8) + " and layout " + header.getShort(10)
                    + ", and this version of Quern reads format " + FORMAT + " and layout " + Protocol.VERSION
                    + "; let the version that wrote it finish its jobs");
        }
        int kind = header.getInt(12);
        return kind == 0 || kind == 1 ? Optional.empty() : Optional.of("it is of the unknown kind " + kind);
    }

    /// Reads a header without a [#problem].
    static FileHeader decode(byte[] bytes) {
        ByteBuffer header = ByteBuffer.wrap(bytes).position(12);
        return new FileHeader(
                header.getInt() == 0 ? JournalFile.Kind.LOG : JournalFile.Kind.CHECKPOINT,
                new UUID(header.getLong(), header.getLong()),
                header.getLong(),
                header.getLong(),
                header.getLong(),
                header.getLong());
    }

    JournalFile file() {
        return new JournalFile(kind, index);
    }

    static String hex(int checksum) {
        return HexFormat.of().toHexDigits(checksum);
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, CHECKSUM_AT);
        return (int) crc.getValue();
    }
}
