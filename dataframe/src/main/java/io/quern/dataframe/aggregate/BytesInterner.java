package io.quern.dataframe.aggregate;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.dataframe.batch.BytesVector;
import io.quern.dataframe.batch.FixedBytesVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.DecimalType;
import java.util.Arrays;

/// Ids of text, binary and values of fixed width.
///
/// Open addressing with linear probing, at most half full. A slot is the upper half of the hash and, below it,
/// id + 1, so that one load decides nearly every probe; bytes are compared before two values count as equal.
/// The bytes of all values lie one behind the other.
final class BytesInterner implements Interner {
    private static final long HASH_PART = 0xFFFF_FFFF_0000_0000L;
    /// What one array holds.
    static final int BYTES_MAX = Integer.MAX_VALUE - 8;

    private final DataType type;
    private final int bytesMax;
    private long[] slots = new long[64];
    private long[] hashes = new long[32];
    private int[] offsets = new int[33];
    private byte[] data = new byte[512];
    private int size;
    private int nullId = -1;

    /// @param bytesMax of all values together
    BytesInterner(DataType type, int bytesMax) {
        this.type = type;
        this.bytesMax = bytesMax;
    }

    @Override
    public int intern(Vector flat, int row) {
        if (flat instanceof BytesVector bytes) {
            return intern(bytes.data(), bytes.offsets()[row], bytes.offsets()[row + 1]);
        }
        FixedBytesVector fixed = (FixedBytesVector) flat;
        int width = fixed.widthBytes();
        return intern(fixed.data(), row * width, (row + 1) * width);
    }

    @Override
    public int internNull() {
        if (nullId < 0) {
            nullId = append(data, 0, 0, 0);
        }
        return nullId;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Vector values() {
        Validity validity = NullIds.validity(size, nullId);
        if (type instanceof DecimalType decimal) {
            return fixed(decimal.widthBytes(), validity);
        }
        if (type instanceof DataType.FixedBinaryType fixedBinary) {
            return fixed(fixedBinary.widthBytes(), validity);
        }
        return new BytesVector(type, size, validity, data, offsets);
    }

    @Override
    public void trim() {
        data = Arrays.copyOf(data, offsets[size]);
        offsets = Arrays.copyOf(offsets, size + 1);
    }

    @Override
    public long bytes() {
        return slots.length * 8L + hashes.length * 8L + offsets.length * 4L + data.length;
    }

    @Override
    public boolean fits(int entries, long payloadBytes) {
        return (long) size + entries <= IDS_MAX && offsets[size] + payloadBytes <= bytesMax;
    }

    @Override
    public long growthBytes(int entries, long payloadBytes) {
        long count = (long) size + entries;
        long growth = 0;
        if (count * 2 > slots.length) {
            growth += Interner.doubled(slots.length, count * 2) * 8;
        }
        if (count > hashes.length) {
            growth += Interner.doubled(hashes.length, count) * 12;
        }
        long bytes = offsets[size] + payloadBytes;
        if (bytes > data.length) {
            growth += Math.min(bytesMax, Interner.doubled(Math.max(1, data.length), bytes));
        }
        return growth;
    }

    @Override
    public int compare(int left, int right) {
        if (left == nullId || right == nullId) {
            return Boolean.compare(left == nullId, right == nullId);
        }
        if (type instanceof DecimalType) {
            return compareNumbers(left, right);
        }
        return Arrays.compareUnsigned(data, offsets[left], offsets[left + 1], data, offsets[right], offsets[right + 1]);
    }

    private Vector fixed(int width, Validity validity) {
        byte[] bytes = new byte[Math.multiplyExact(size, width)];
        for (int id = 0; id < size; id++) {
            System.arraycopy(data, offsets[id], bytes, id * width, offsets[id + 1] - offsets[id]);
        }
        return new FixedBytesVector(type, size, validity, width, bytes);
    }

    /// Little-endian two's complement.
    private int compareNumbers(int left, int right) {
        int width = offsets[left + 1] - offsets[left];
        int sign = Byte.compare(data[offsets[left] + width - 1], data[offsets[right] + width - 1]);
        for (int at = width - 2; at >= 0 && sign == 0; at--) {
            sign = Byte.compareUnsigned(data[offsets[left] + at], data[offsets[right] + at]);
        }
        return sign;
    }

    private int intern(byte[] source, int from, int to) {
        long hash = ByteHash.of(source, from, to);
        int mask = slots.length - 1;
        int at = (int) hash & mask;
        while (true) {
            long slot = slots[at];
            if (slot == 0) {
                slots[at] = (hash & HASH_PART) | (size + 1);
                int id = append(source, from, to, hash);
                if (size * 2 > slots.length) {
                    grow();
                }
                return id;
            }
            if (((slot ^ hash) & HASH_PART) == 0) {
                int id = (int) slot - 1;
                if (Arrays.equals(data, offsets[id], offsets[id + 1], source, from, to)) {
                    return id;
                }
            }
            at = (at + 1) & mask;
        }
    }

    private int append(byte[] source, int from, int to, long hash) {
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, size * 2);
            offsets = Arrays.copyOf(offsets, size * 2 + 1);
        }
        int start = offsets[size];
        reserve((long) start + to - from);
        System.arraycopy(source, from, data, start, to - from);
        hashes[size] = hash;
        offsets[size + 1] = start + to - from;
        return size++;
    }

    private void reserve(long bytes) {
        if (bytes > bytesMax) {
            throw new QuernException(
                    ErrorCode.RESOURCES,
                    "the distinct values of one column in one task have more than " + bytesMax
                            + " bytes; use more partitions");
        }
        if (bytes > data.length) {
            data = Arrays.copyOf(data, (int) Math.min(bytesMax, Math.max(bytes, data.length * 2L)));
        }
    }

    private void grow() {
        long[] larger = new long[slots.length * 2];
        int mask = larger.length - 1;
        for (int id = 0; id < size; id++) {
            if (id != nullId) {
                int at = (int) hashes[id] & mask;
                while (larger[at] != 0) {
                    at = (at + 1) & mask;
                }
                larger[at] = (hashes[id] & HASH_PART) | (id + 1);
            }
        }
        slots = larger;
    }
}
