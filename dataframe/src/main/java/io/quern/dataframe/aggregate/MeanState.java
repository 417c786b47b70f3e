package io.quern.dataframe.aggregate;

import io.quern.dataframe.batch.DoubleVector;
import io.quern.dataframe.batch.Flatten;
import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.StructVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;
import java.util.Arrays;
import java.util.List;

/// Sums as double and how many numbers they are of; partial state is a struct of both.
final class MeanState implements State {
    private final DataType partialType;
    private double[] sums = new double[0];
    private long[] counts = new long[0];

    MeanState(DataType partialType) {
        this.partialType = partialType;
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
        if (!Room.isGranted(counts.length, groupCount, 2 * Long.BYTES, memory)) {
            return false;
        }
        end(groupCount);
        return true;
    }

    @Override
    public void add(int[] groups, int length, int groupCount, Vector[] arguments) {
        Vector flat = Flatten.vector(arguments[0]);
        double[] values = SumState.doubles(flat, length);
        Validity validity = flat.validity();
        for (int row = 0; row < length; row++) {
            if (validity.isValid(row)) {
                sums[groups[row]] += values[row];
                counts[groups[row]]++;
            }
        }
    }

    @Override
    public void merge(int[] groups, int length, int groupCount, Vector partial) {
        StructVector structs = (StructVector) Flatten.vector(partial);
        double[] moreSums = ((DoubleVector) structs.children().getFirst()).values();
        long[] moreCounts = ((LongVector) structs.children().getLast()).values();
        for (int row = 0; row < length; row++) {
            sums[groups[row]] += moreSums[row];
            counts[groups[row]] += moreCounts[row];
        }
    }

    @Override
    public void end(int groupCount) {
        sums = Room.of(sums, groupCount);
        counts = Room.of(counts, groupCount);
    }

    @Override
    public Vector partial(int from, int to) {
        int length = to - from;
        return new StructVector(
                partialType,
                length,
                Validity.ALL,
                List.of(
                        new DoubleVector(DataType.DOUBLE, length, Validity.ALL, Arrays.copyOfRange(sums, from, to)),
                        new LongVector(DataType.INT64, length, Validity.ALL, Arrays.copyOfRange(counts, from, to))));
    }

    /// The means; null where there is no number.
    static Vector means(Vector partial) {
        StructVector structs = (StructVector) Flatten.vector(partial);
        double[] sums = ((DoubleVector) structs.children().getFirst()).values();
        long[] counts = ((LongVector) structs.children().getLast()).values();
        int length = structs.length();
        double[] means = new double[length];
        long[] words = new long[Validity.words(length)];
        for (int row = 0; row < length; row++) {
            means[row] = sums[row] / counts[row];
            words[row >>> 6] |= (counts[row] > 0 ? 1L : 0L) << row;
        }
        return new DoubleVector(DataType.DOUBLE, length, Validity.of(words, length), means);
    }
}
