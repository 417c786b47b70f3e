package io.quern.dataframe.batch;

/// The elements that picked lists (or entries that picked maps) consist of.
///
/// @param offsets of the picked lists, one more than there are
/// @param rows of the elements, `offsets[last]` of them
record ElementRows(int[] offsets, int[] rows) {
    static ElementRows of(int[] listOffsets, int[] lists, int count, Validity validity) {
        int[] offsets = new int[count + 1];
        long total = 0;
        for (int i = 0; i < count; i++) {
            if (validity.isValid(i)) {
                total += listOffsets[lists[i] + 1] - listOffsets[lists[i]];
            }
            offsets[i + 1] = ArraySize.checked(total, "list elements");
        }
        int[] rows = new int[offsets[count]];
        for (int i = 0; i < count; i++) {
            int from = listOffsets[lists[i]];
            int start = offsets[i];
            for (int at = start; at < offsets[i + 1]; at++) {
                rows[at] = from + (at - start);
            }
        }
        return new ElementRows(offsets, rows);
    }

    Vector of(Vector elements) {
        return Gather.rows(elements, rows, rows.length);
    }
}
