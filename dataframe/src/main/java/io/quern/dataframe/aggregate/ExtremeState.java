package io.quern.dataframe.aggregate;

import io.quern.dataframe.batch.BytesVector;
import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.FlatBytes;
import io.quern.dataframe.batch.Flatten;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;
import java.util.Arrays;

/// The smallest or largest value of each group, as an id; null where there is none.
final class ExtremeState implements State {
    private final boolean isLargest;
    private final ColumnIds values;
    private final Occurrences occurrences = new Occurrences();
    private int[] best = new int[0];

    ExtremeState(DataType type, boolean isLargest) {
        this.isLargest = isLargest;
        this.values = new ColumnIds(type, false);
    }

    @Override
    public boolean makeRoom(int length, int groupCount, Vector[] arguments, StateMemory memory) {
        return makeMergeRoom(length, groupCount, arguments[0], memory);
    }

    @Override
    public boolean makeMergeRoom(int length, int groupCount, Vector partial, StateMemory memory) {
        if (!values.intern(partial, memory) || !Room.isGranted(best.length, groupCount, Integer.BYTES, memory)) {
            return false;
        }
        best = Room.of(best, groupCount, ColumnIds.NULL);
        return true;
    }

    @Override
    public void add(int[] groups, int length, int groupCount, Vector[] arguments) {
        merge(groups, length, groupCount, arguments[0]);
    }

    @Override
    public void merge(int[] groups, int length, int groupCount, Vector partial) {
        occurrences.of(groups, values, partial, length);
        for (int i = 0; i < occurrences.length(); i++) {
            int group = occurrences.groups()[i];
            int id = occurrences.ids()[i];
            if (best[group] != id && (best[group] == ColumnIds.NULL || isBetter(id, best[group]))) {
                best[group] = id;
            }
        }
    }

    private boolean isBetter(int id, int than) {
        int sign = values.interner().compare(id, than);
        return isLargest ? sign > 0 : sign < 0;
    }

    @Override
    public void end(int groupCount) {
        best = Room.of(best, groupCount, ColumnIds.NULL);
    }

    @Override
    public void trim() {
        values.trim();
    }

    @Override
    public void addBytes(long[] bytes) {
        Vector entries = values.entries();
        for (int group = 0; group < bytes.length; group++) {
            bytes[group] += best[group] < 0 ? 0 : FlatBytes.of(entries, best[group], best[group] + 1);
        }
    }

    /// Values by themselves; texts over a dictionary where many groups have the same long ones.
    @Override
    public Vector partial(int from, int to) {
        int length = to - from;
        int[] codes = Arrays.copyOfRange(best, from, to);
        long[] words = new long[Validity.words(length)];
        for (int row = 0; row < length; row++) {
            words[row >>> 6] |= (codes[row] >= 0 ? 1L : 0L) << row;
        }
        DictionaryVector all = new DictionaryVector(length, Validity.of(words, length), codes, values.entries());
        boolean isShared =
                all.dictionary() instanceof BytesVector && FlatBytes.of(all, 0, length) > all.retainedBytes();
        return isShared ? all : Flatten.top(all);
    }
}
