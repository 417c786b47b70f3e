package io.quern.dataframe.arrow;

import io.quern.dataframe.type.Field;
import java.util.List;

/// How the values of one field lie in the record batches of a stream.
///
/// @param field with our type
/// @param dictionaryId of the dictionary that holds the values, or [#FLAT]
/// @param indexBits width of the codes: 8, 16 or 32; 0 if flat
/// @param isIndexSigned whether codes are signed numbers; ours are
/// @param children one of a list, two of a map (key, value), one a member of a struct
record ColumnLayout(Field field, long dictionaryId, int indexBits, boolean isIndexSigned, List<ColumnLayout> children) {
    /// No dictionary.
    static final long FLAT = -1;

    ColumnLayout {
        children = List.copyOf(children);
    }

    static ColumnLayout flat(Field field, List<ColumnLayout> children) {
        return new ColumnLayout(field, FLAT, 0, true, children);
    }

    boolean isDictionary() {
        return dictionaryId != FLAT;
    }

    /// The layout of the dictionary's own values.
    ColumnLayout values() {
        return flat(field, children);
    }
}
