package io.quern.dataframe.evaluation;

import io.quern.core.error.QuernException;
import io.quern.dataframe.batch.Concat;
import io.quern.dataframe.batch.ConstantVector;
import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.Flatten;
import io.quern.dataframe.batch.NullVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The results of one operator for the entries of the dictionary it saw last.
///
/// A dictionary that is much larger than the rows seen of it is not worth it. One with an entry that the
/// operator fails on is computed by rows too: the entry may be in no row.
final class EntryResults {
    /// Entries computed at most for each row seen.
    private static final int ENTRIES_A_ROW_MAX = 16;

    private final BoundNode node;
    private @Nullable Vector dictionary;
    private List<Vector> constants = List.of();
    private long rowsSeen;
    private boolean hasFailed;
    private @Nullable Vector results;
    /// The results and, as one more entry, what null gives; made only where a code vector has nulls.
    private @Nullable Vector entriesAndNull;

    EntryResults(BoundNode node) {
        this.node = node;
    }

    Vector evaluate(Vector[] columns, int varying, DictionaryVector vector) {
        forget(columns, vector);
        rowsSeen += vector.length();
        if (hasFailed || vector.dictionary().length() > rowsSeen * ENTRIES_A_ROW_MAX) {
            return node.compute(columns, vector.length());
        }
        Vector entries = results;
        if (entries == null) {
            try {
                entries = entries(columns, varying, vector.dictionary());
                results = entries;
            } catch (QuernException _) {
                hasFailed = true;
                return node.compute(columns, vector.length());
            }
        }
        if (!vector.validity().hasNulls()) {
            return new DictionaryVector(vector.length(), Validity.ALL, vector.codes(), entries);
        }
        return withNulls(columns, varying, vector, entries);
    }

    /// Begins anew for another dictionary or other constants.
    @SuppressWarnings("ReferenceEquality") // the same dictionary object, not an equal one
    private void forget(Vector[] columns, DictionaryVector vector) {
        List<Vector> current = Arrays.stream(node.inputs())
                .filter(input -> columns[input] instanceof ConstantVector)
                .mapToObj(input -> ((ConstantVector) columns[input]).value())
                .toList();
        boolean isSame = dictionary == vector.dictionary() && isSame(constants, current);
        if (!isSame) {
            dictionary = vector.dictionary();
            constants = current;
            rowsSeen = 0;
            hasFailed = false;
            results = null;
            entriesAndNull = null;
        }
    }

    @SuppressWarnings("ReferenceEquality") // content would have to be compared for each batch
    private static boolean isSame(List<Vector> left, List<Vector> right) {
        boolean isSame = left.size() == right.size();
        for (int i = 0; i < left.size() && isSame; i++) {
            isSame = left.get(i) == right.get(i);
        }
        return isSame;
    }

    private Vector entries(Vector[] columns, int varying, Vector entries) {
        Vector[] substituted = node.constants(columns, entries.length());
        substituted[varying] = entries;
        return Flatten.top(node.compute(substituted, entries.length()));
    }

    private Vector withNulls(Vector[] columns, int varying, DictionaryVector vector, Vector entries) {
        Vector extended = entriesAndNull;
        if (extended == null) {
            extended = Flatten.top(Concat.vectors(List.of(entries, ofNull(columns, varying, vector.type()))));
            entriesAndNull = extended;
        }
        if (extended.isNull(entries.length())) {
            return new DictionaryVector(vector.length(), vector.validity(), vector.codes(), entries);
        }
        int[] codes = Arrays.copyOf(vector.codes(), vector.length());
        for (int row = 0; row < codes.length; row++) {
            if (vector.validity().isNull(row)) {
                codes[row] = entries.length();
            }
        }
        return new DictionaryVector(codes.length, Validity.ALL, codes, extended);
    }

    private Vector ofNull(Vector[] columns, int varying, DataType type) {
        Vector[] substituted = node.constants(columns, 1);
        substituted[varying] = new NullVector(type, 1);
        return Flatten.top(node.compute(substituted, 1));
    }
}
