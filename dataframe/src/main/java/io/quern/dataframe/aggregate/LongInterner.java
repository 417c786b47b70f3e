package io.quern.dataframe.aggregate;

import io.quern.dataframe.batch.BooleanVector;
import io.quern.dataframe.batch.DoubleVector;
import io.quern.dataframe.batch.Flatten;
import io.quern.dataframe.batch.FloatVector;
import io.quern.dataframe.batch.IntVector;
import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.NullVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.IntegerType;
import java.util.Arrays;

/// Ids of numbers, booleans and times: open addressing over 64-bit keys that are in the order of the values.
final class LongInterner implements Interner {
    private final DataType type;
    private int[] slots = new int[64];
    private long[] keys = new long[32];
    private int size;
    private int nullId = -1;
    private Vector shape;

    LongInterner(DataType type) {
        this.type = type;
        this.shape = Flatten.top(new NullVector(type, 0));
    }

    @Override
    public int intern(Vector flat, int row) {
        shape = flat;
        return intern(key(flat, row));
    }

    /// Numbers that are in the order of the values.
    static long key(Vector flat, int row) {
        return switch (flat) {
            case LongVector longs ->
                isUnsigned(flat.type()) ? longs.values()[row] ^ Long.MIN_VALUE : longs.values()[row];
            case IntVector ints -> ints.values()[row];
            case BooleanVector booleans -> booleans.words()[row >>> 6] >>> row & 1;
            case DoubleVector doubles -> ofDouble(doubles.values()[row]);
            case FloatVector floats -> ofDouble(floats.values()[row]);
            default -> throw new IllegalStateException("not a number: " + flat.getClass());
        };
    }

    private static boolean isUnsigned(DataType type) {
        return type instanceof IntegerType(int bits, boolean isSigned) && bits == 64 && !isSigned;
    }

    private static long ofDouble(double value) {
        long bits = Double.doubleToLongBits(value + 0.0);
        return bits ^ (bits >> 63 & Long.MAX_VALUE);
    }

    private static double toDouble(long key) {
        return Double.longBitsToDouble(key ^ (key >> 63 & Long.MAX_VALUE));
    }

    private int intern(long key) {
        int mask = slots.length - 1;
        int at = (int) ByteHash.of(key) & mask;
        while (true) {
            int id = slots[at] - 1;
            if (id < 0) {
                slots[at] = size + 1;
                id = append(key);
                if (size * 2 > slots.length) {
                    grow();
                }
                return id;
            }
            if (keys[id] == key) {
                return id;
            }
            at = (at + 1) & mask;
        }
    }

    private int append(long key) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, size * 2);
        }
        keys[size] = key;
        return size++;
    }

    private void grow() {
        int[] larger = new int[slots.length * 2];
        int mask = larger.length - 1;
        for (int id = 0; id < size; id++) {
            if (id != nullId) {
                int at = (int) ByteHash.of(keys[id]) & mask;
                while (larger[at] != 0) {
                    at = (at + 1) & mask;
                }
                larger[at] = id + 1;
            }
        }
        slots = larger;
    }

    @Override
    public void trim() {
        keys = Arrays.copyOf(keys, size);
    }

    @Override
    public long bytes() {
        return slots.length * 4L + keys.length * 8L;
    }

    @Override
    public long growthBytes(int entries, long payloadBytes) {
        long count = (long) size + entries;
        long growth = count * 2 > slots.length ? Interner.doubled(slots.length, count * 2) * 4 : 0;
        return growth + (count > keys.length ? Interner.doubled(keys.length, count) * 8 : 0);
    }

    @Override
    public int internNull() {
        if (nullId < 0) {
            nullId = append(0);
        }
        return nullId;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int compare(int left, int right) {
        if (left == nullId || right == nullId) {
            return Boolean.compare(left == nullId, right == nullId);
        }
        return Long.compare(keys[left], keys[right]);
    }

    @Override
    public Vector values() {
        Validity validity = NullIds.validity(size, nullId);
        return switch (shape) {
            case IntVector _ -> {
                int[] values = new int[size];
                for (int id = 0; id < size; id++) {
                    values[id] = (int) keys[id];
                }
                yield new IntVector(type, size, validity, values);
            }
            case BooleanVector _ -> {
                long[] words = new long[Validity.words(size)];
                for (int id = 0; id < size; id++) {
                    words[id >>> 6] |= keys[id] << id;
                }
                yield new BooleanVector(type, size, validity, words);
            }
            case DoubleVector _ -> {
                double[] values = new double[size];
                for (int id = 0; id < size; id++) {
                    values[id] = toDouble(keys[id]);
                }
                yield new DoubleVector(type, size, validity, values);
            }
            case FloatVector _ -> {
                float[] values = new float[size];
                for (int id = 0; id < size; id++) {
                    values[id] = (float) toDouble(keys[id]);
                }
                yield new FloatVector(type, size, validity, values);
            }
            default -> new LongVector(type, size, validity, longs());
        };
    }

    private long[] longs() {
        if (!isUnsigned(type)) {
            return keys;
        }
        long[] values = Arrays.copyOf(keys, size);
        for (int id = 0; id < size; id++) {
            values[id] ^= Long.MIN_VALUE;
        }
        return values;
    }
}
