package io.quern.dataframe.aggregate;

import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Dense group ids of rows by any number of key columns; null is a key as any other.
///
/// One key's ids are the groups. Further keys are paired in one after the other. Without keys all rows are
/// group 0.
final class Groups {
    private final List<ColumnIds> keys = new ArrayList<>();
    private final List<IdPairs> pairs = new ArrayList<>();
    private int[] groups = new int[0];

    Groups(List<DataType> keyTypes) {
        for (DataType type : keyTypes) {
            if (!keys.isEmpty()) {
                pairs.add(new IdPairs());
            }
            keys.add(new ColumnIds(type, true));
        }
    }

    /// Number of groups seen.
    int size() {
        if (keys.isEmpty()) {
            return 1;
        }
        return pairs.isEmpty()
                ? keys.getFirst().interner().size()
                : pairs.getLast().size();
    }

    /// The group of each row, valid until the next call; may be longer than the columns. Null where there is no
    /// memory for the groups that may be new: there may then be groups of which no row has been seen.
    int @Nullable [] tryOf(List<Vector> columns, int length, StateMemory memory) {
        for (int key = 0; key < keys.size(); key++) {
            if (!keys.get(key).intern(columns.get(key), memory)) {
                return null;
            }
        }
        if (groups.length < length) {
            groups = new int[length];
        }
        if (keys.isEmpty()) {
            return groups;
        }
        System.arraycopy(keys.getFirst().of(columns.getFirst()), 0, groups, 0, length);
        int count = keys.getFirst().interner().size();
        for (int i = 1; i < keys.size(); i++) {
            int[] ids = keys.get(i).of(columns.get(i));
            IdPairs pair = pairs.get(i - 1);
            if (!pair.tryCombine(groups, count, ids, keys.get(i).interner().size(), length, memory)) {
                return null;
            }
            count = pair.size();
        }
        return groups;
    }

    /// The key columns of groups `from` up to, not including, `to`, as dictionary vectors.
    List<Vector> keyColumns(int from, int to) {
        List<Vector> columns = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            int[] codes = new int[to - from];
            for (int group = 0; group < codes.length; group++) {
                codes[group] = idOf(i, from + group);
            }
            columns.add(new DictionaryVector(
                    codes.length, Validity.ALL, codes, keys.get(i).entries()));
        }
        return columns;
    }

    /// No group comes any more.
    void trim() {
        keys.forEach(ColumnIds::trim);
    }

    private int idOf(int key, int group) {
        int id = group;
        for (int i = pairs.size() - 1; i >= 0; i--) {
            if (i < key - 1) {
                break;
            }
            id = i == key - 1 ? pairs.get(i).second(id) : pairs.get(i).first(id);
        }
        return id;
    }
}
