package io.quern.dataframe.aggregate;

import io.quern.core.error.QuernException;
import io.quern.dataframe.batch.BooleanVector;
import io.quern.dataframe.batch.DoubleVector;
import io.quern.dataframe.batch.Flatten;
import io.quern.dataframe.batch.FloatVector;
import io.quern.dataframe.batch.IntVector;
import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;
import java.util.Arrays;

/// Sums of whole numbers as int64, an overflow being an error, or of floating point ones as double; null where
/// no value was added.
final class SumState implements State {
    private final String name;
    private final boolean isWhole;
    private long[] longs = new long[0];
    private double[] doubles = new double[0];
    private long[] added = new long[0];

    /// @param name of the aggregate, for errors
    SumState(String name, boolean isWhole) {
        this.name = name;
        this.isWhole = isWhole;
    }

    @Override
    public boolean makeRoom(int length, int groupCount, Vector[] arguments, StateMemory memory) {
        return makeRoom(groupCount, memory);
    }

    @Override
    public boolean makeMergeRoom(int length, int groupCount, Vector partial, StateMemory memory) {
        return makeRoom(groupCount, memory);
    }

    private boolean makeRoom(int groupCount, StateMemory memory) {
        if (!Room.isGranted(added.length, groupCount, 2 * Long.BYTES, memory)) {
            return false;
        }
        end(groupCount);
        return true;
    }

    @Override
    public void add(int[] groups, int length, int groupCount, Vector[] arguments) {
        merge(groups, length, groupCount, arguments[0]);
    }

    @Override
    public void merge(int[] groups, int length, int groupCount, Vector partial) {
        Vector flat = Flatten.vector(partial);
        if (isWhole) {
            addLongs(groups, longs(flat, length), length, flat.validity());
        } else {
            addDoubles(groups, doubles(flat, length), length, flat.validity());
        }
    }

    private void addLongs(int[] groups, long[] values, int length, Validity validity) {
        for (int row = 0; row < length; row++) {
            if (validity.isValid(row)) {
                int group = groups[row];
                long sum = longs[group] + values[row];
                if (((longs[group] ^ sum) & (values[row] ^ sum)) < 0) {
                    throw QuernException.user("the sum of '" + name
                            + "' does not fit into int64; sum it as double: sum of cast(DataType.DOUBLE)");
                }
                longs[group] = sum;
                added[group]++;
            }
        }
    }

    private void addDoubles(int[] groups, double[] values, int length, Validity validity) {
        for (int row = 0; row < length; row++) {
            if (validity.isValid(row)) {
                doubles[groups[row]] += values[row];
                added[groups[row]]++;
            }
        }
    }

    private static long[] longs(Vector flat, int length) {
        if (flat instanceof LongVector longs) {
            return longs.values();
        }
        long[] wide = new long[length];
        if (flat instanceof IntVector ints) {
            for (int row = 0; row < length; row++) {
                wide[row] = ints.values()[row];
            }
        } else if (flat instanceof BooleanVector booleans) {
            for (int row = 0; row < length; row++) {
                wide[row] = booleans.words()[row >>> 6] >>> row & 1;
            }
        }
        return wide;
    }

    static double[] doubles(Vector flat, int length) {
        if (flat instanceof DoubleVector doubles) {
            return doubles.values();
        }
        double[] wide = new double[length];
        if (flat instanceof FloatVector floats) {
            for (int row = 0; row < length; row++) {
                wide[row] = floats.values()[row];
            }
            return wide;
        }
        long[] longs = longs(flat, length);
        for (int row = 0; row < length; row++) {
            wide[row] = longs[row];
        }
        return wide;
    }

    @Override
    public void end(int groupCount) {
        added = Room.of(added, groupCount);
        if (isWhole) {
            longs = Room.of(longs, groupCount);
        } else {
            doubles = Room.of(doubles, groupCount);
        }
    }

    @Override
    public Vector partial(int from, int to) {
        int length = to - from;
        long[] words = new long[Validity.words(length)];
        for (int row = 0; row < length; row++) {
            words[row >>> 6] |= (added[from + row] > 0 ? 1L : 0L) << row;
        }
        Validity validity = Validity.of(words, length);
        return isWhole
                ? new LongVector(DataType.INT64, length, validity, Arrays.copyOfRange(longs, from, to))
                : new DoubleVector(DataType.DOUBLE, length, validity, Arrays.copyOfRange(doubles, from, to));
    }
}
