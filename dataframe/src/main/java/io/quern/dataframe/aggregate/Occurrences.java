package io.quern.dataframe.aggregate;

import io.quern.dataframe.batch.Vector;

/// The (group, value id) pairs of a batch, without the rows whose value is null.
final class Occurrences {
    private int[] groups = new int[0];
    private int[] ids = new int[0];
    private int length;

    /// Takes the pairs of a batch; valid until the next call.
    void of(int[] rowGroups, ColumnIds columnIds, Vector values, int rows) {
        int[] rowIds = columnIds.of(values);
        if (!hasNull(rowIds, rows)) {
            groups = rowGroups;
            ids = rowIds;
            length = rows;
            return;
        }
        int[] keptGroups = new int[rows];
        int[] keptIds = new int[rows];
        int kept = 0;
        for (int row = 0; row < rows; row++) {
            keptGroups[kept] = rowGroups[row];
            keptIds[kept] = rowIds[row];
            kept += rowIds[row] >= 0 ? 1 : 0;
        }
        groups = keptGroups;
        ids = keptIds;
        length = kept;
    }

    /// Adds the pairs taken last to those of an aggregate, which has room for them.
    void addTo(GroupPairs pairs) {
        pairs.add(groups, ids, length);
    }

    private static boolean hasNull(int[] ids, int rows) {
        int smallest = 0;
        for (int row = 0; row < rows; row++) {
            smallest = Math.min(smallest, ids[row]);
        }
        return smallest < 0;
    }

    int[] groups() {
        return groups;
    }

    int[] ids() {
        return ids;
    }

    int length() {
        return length;
    }

    /// The group of each element of lists, of which row `row` has those from `offsets[row]` to `offsets[row +
    /// 1]`; the first element is `offsets[0]`.
    static int[] groupsOfElements(int[] rowGroups, int[] offsets, int rows) {
        int[] expanded = new int[offsets[rows] - offsets[0]];
        int at = 0;
        for (int row = 0; row < rows; row++) {
            int end = offsets[row + 1] - offsets[0];
            while (at < end) {
                expanded[at++] = rowGroups[row];
            }
        }
        return expanded;
    }
}
