package io.quern.dataframe.aggregate;

import io.quern.dataframe.batch.DictionaryVector;
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
    public void add(int[] groups, int length, int groupCount, Vector[] arguments) {
        merge(groups, length, groupCount, arguments[0]);
    }

    @Override
    public void merge(int[] groups, int length, int groupCount, Vector partial) {
        best = Room.of(best, groupCount, ColumnIds.NULL);
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
    public Vector partial(int groupCount) {
        int[] codes = Arrays.copyOf(Room.of(best, groupCount, ColumnIds.NULL), groupCount);
        long[] words = new long[Validity.words(groupCount)];
        for (int group = 0; group < groupCount; group++) {
            words[group >>> 6] |= (codes[group] >= 0 ? 1L : 0L) << group;
        }
        Vector entries = values.interner().values();
        return Flatten.top(new DictionaryVector(groupCount, Validity.of(words, groupCount), codes, entries));
    }
}
