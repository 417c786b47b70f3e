package io.quern.dataframe.aggregate;

import io.quern.dataframe.batch.Flatten;
import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.kernel.Validities;
import io.quern.dataframe.type.DataType;
import java.util.Arrays;

/// Rows, or with an argument rows where it is not null.
final class CountState implements State {
    private long[] counts = new long[0];

    @Override
    public boolean makeRoom(int length, int groupCount, Vector[] arguments, StateMemory memory) {
        return makeRoom(groupCount, memory);
    }

    @Override
    public boolean makeMergeRoom(int length, int groupCount, Vector partial, StateMemory memory) {
        return makeRoom(groupCount, memory);
    }

    private boolean makeRoom(int groupCount, StateMemory memory) {
        if (!Room.isGranted(counts.length, groupCount, Long.BYTES, memory)) {
            return false;
        }
        counts = Room.of(counts, groupCount);
        return true;
    }

    @Override
    public void add(int[] groups, int length, int groupCount, Vector[] arguments) {
        Validity validity = arguments.length == 0 ? Validity.ALL : Validities.of(arguments[0]);
        if (!validity.hasNulls()) {
            countAll(counts, groups, length);
        } else {
            countValid(counts, groups, length, validity);
        }
    }

    private static void countAll(long[] counts, int[] groups, int length) {
        for (int row = 0; row < length; row++) {
            counts[groups[row]]++;
        }
    }

    private static void countValid(long[] counts, int[] groups, int length, Validity validity) {
        for (int row = 0; row < length; row++) {
            counts[groups[row]] += validity.isValid(row) ? 1 : 0;
        }
    }

    @Override
    public void merge(int[] groups, int length, int groupCount, Vector partial) {
        long[] added = ((LongVector) Flatten.vector(partial)).values();
        for (int row = 0; row < length; row++) {
            counts[groups[row]] += added[row];
        }
    }

    @Override
    public void end(int groupCount) {
        counts = Room.of(counts, groupCount);
    }

    @Override
    public Vector partial(int from, int to) {
        return new LongVector(DataType.INT64, to - from, Validity.ALL, Arrays.copyOfRange(counts, from, to));
    }
}
