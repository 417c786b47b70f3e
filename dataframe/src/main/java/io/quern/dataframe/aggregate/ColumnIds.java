package io.quern.dataframe.aggregate;

import io.quern.dataframe.batch.BytesVector;
import io.quern.dataframe.batch.ConstantVector;
import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.FixedBytesVector;
import io.quern.dataframe.batch.ListVector;
import io.quern.dataframe.batch.MapVector;
import io.quern.dataframe.batch.NullVector;
import io.quern.dataframe.batch.StructVector;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The dense ids of one column, row by row. Over a dictionary an entry is interned once, when a row first uses
/// it; after that a row costs one array load.
final class ColumnIds {
    /// Stands for null in a column whose nulls have no id.
    static final int NULL = -1;

    private static final int UNKNOWN = -2;

    /// So many bytes of entries are reserved without a look at which ones rows use.
    private static final long PAYLOAD_BYTES_SMALL = 1 << 14;

    private final Interner interner;
    private final boolean hasNullId;
    private @Nullable Vector dictionary;
    private int[] idsOfEntries = new int[0];
    private @Nullable Vector last;
    private int[] ids = new int[0];
    private @Nullable Vector entries;

    /// @param hasNullId whether null gets an id as any value does, else it is [#NULL]
    ColumnIds(DataType type, boolean hasNullId) {
        this(Interner.of(type), hasNullId);
    }

    ColumnIds(Interner interner, boolean hasNullId) {
        this.interner = interner;
        this.hasNullId = hasNullId;
    }

    Interner interner() {
        return interner;
    }

    /// The values by id, one instance as long as no value is new.
    Vector entries() {
        Vector known = entries;
        if (known == null || known.length() != interner.size()) {
            known = interner.values();
            entries = known;
        }
        return known;
    }

    /// Lets go of what the values by id would keep alive beyond them: nothing is interned any more.
    void trim() {
        interner.trim();
        entries = null;
    }

    /// Makes the ids that [#of] then has at hand.
    ///
    /// @return false where there is no memory for the values that may be new, or no array holds as many; then none
    ///     is interned
    @SuppressWarnings("ReferenceEquality") // as in `of`
    boolean intern(Vector vector, StateMemory memory) {
        if (last == vector) {
            return true;
        }
        int entries = entries(vector);
        long payloadBytes = payloadBytes(vector);
        if (!interner.fits(entries, payloadBytes) && !memory.isForced()) {
            return false;
        }
        long growth = idsGrowthBytes(vector) + interner.growthBytes(entries, payloadBytes);
        if (growth == 0) {
            int[] _ = of(vector);
            return true;
        }
        if (!memory.tryGrow(growth)) {
            return false;
        }
        long before = bytes();
        int[] _ = of(vector);
        memory.shrink(growth - (bytes() - before));
        return true;
    }

    private long bytes() {
        return interner.bytes() + (ids.length + idsOfEntries.length) * 4L;
    }

    private long idsGrowthBytes(Vector vector) {
        int known =
                vector instanceof DictionaryVector codes ? codes.dictionary().length() : 0;
        return (ids.length < vector.length() ? vector.length() * 4L : 0)
                + (idsOfEntries.length < known ? known * 4L : 0);
    }

    /// How many values may be new.
    private static int entries(Vector vector) {
        return switch (vector) {
            case DictionaryVector codes ->
                Math.min(codes.length(), codes.dictionary().length()) + 1;
            case ConstantVector _, NullVector _ -> 1;
            default -> vector.length();
        };
    }

    private long payloadBytes(Vector vector) {
        return switch (vector) {
            case DictionaryVector codes -> usedBytes(codes);
            case ConstantVector constant -> flatBytes(constant.value());
            default -> flatBytes(vector);
        };
    }

    /// The entries that rows use, each as often as a row does, where that is less than all entries have.
    @SuppressWarnings("ReferenceEquality") // as in `of`
    private long usedBytes(DictionaryVector vector) {
        long all = flatBytes(vector.dictionary());
        if (all <= PAYLOAD_BYTES_SMALL || !(vector.dictionary() instanceof BytesVector entries)) {
            return all;
        }
        boolean isKnown = dictionary == entries;
        long used = 0;
        for (int row = 0; row < vector.length(); row++) {
            int code = vector.codes()[row];
            if (vector.validity().isValid(row) && !(isKnown && idsOfEntries[code] != UNKNOWN)) {
                used += entries.offsets()[code + 1] - entries.offsets()[code];
            }
        }
        return Math.min(all, used);
    }

    private static long flatBytes(Vector flat) {
        return switch (flat) {
            case BytesVector bytes -> (long) bytes.offsets()[bytes.length()] - bytes.offsets()[0];
            case FixedBytesVector fixed -> (long) fixed.widthBytes() * fixed.length();
            case ListVector _, StructVector _, MapVector _ -> flat.retainedBytes();
            default -> 0;
        };
    }

    /// Ids of the vector's rows, valid until the next call with another vector; may be longer than the vector.
    @SuppressWarnings("ReferenceEquality") // several aggregates ask for the same vector
    int[] of(Vector vector) {
        if (last == vector) {
            return ids;
        }
        int length = vector.length();
        if (ids.length < length) {
            ids = new int[length];
        }
        switch (vector) {
            case DictionaryVector codes -> ofDictionary(codes, length);
            case ConstantVector constant ->
                Arrays.fill(ids, 0, length, constant.isNull(0) ? nullId() : interner.intern(constant.value(), 0));
            case NullVector _ -> Arrays.fill(ids, 0, length, nullId());
            default -> ofFlat(vector, length);
        }
        last = vector;
        return ids;
    }

    private int nullId() {
        return hasNullId ? interner.internNull() : NULL;
    }

    private void ofFlat(Vector vector, int length) {
        boolean hasNulls = vector.validity().hasNulls();
        for (int row = 0; row < length; row++) {
            ids[row] = hasNulls && vector.isNull(row) ? nullId() : interner.intern(vector, row);
        }
    }

    @SuppressWarnings("ReferenceEquality") // one instance a column chunk
    private void ofDictionary(DictionaryVector vector, int length) {
        if (dictionary != vector.dictionary()) {
            dictionary = vector.dictionary();
            if (idsOfEntries.length < dictionary.length()) {
                idsOfEntries = new int[dictionary.length()];
            }
            Arrays.fill(idsOfEntries, 0, dictionary.length(), UNKNOWN);
        }
        if (vector.validity().hasNulls()) {
            translateNullable(vector, length);
        } else if (translate(vector.codes(), idsOfEntries, ids, length) == UNKNOWN) {
            internUnknown(vector, length);
        }
    }

    /// The smallest id.
    private static int translate(int[] codes, int[] idsOfEntries, int[] ids, int length) {
        int smallest = 0;
        for (int row = 0; row < length; row++) {
            int id = idsOfEntries[codes[row]];
            ids[row] = id;
            smallest = Math.min(smallest, id);
        }
        return smallest;
    }

    private void internUnknown(DictionaryVector vector, int length) {
        for (int row = 0; row < length; row++) {
            if (ids[row] == UNKNOWN) {
                ids[row] = idOfEntry(vector.dictionary(), vector.codes()[row]);
            }
        }
    }

    private void translateNullable(DictionaryVector vector, int length) {
        for (int row = 0; row < length; row++) {
            if (vector.validity().isNull(row)) {
                ids[row] = nullId();
            } else {
                int id = idsOfEntries[vector.codes()[row]];
                ids[row] = id == UNKNOWN ? idOfEntry(vector.dictionary(), vector.codes()[row]) : id;
            }
        }
    }

    private int idOfEntry(Vector entries, int code) {
        int id = idsOfEntries[code];
        if (id == UNKNOWN) {
            id = entries.isNull(code) ? nullId() : interner.intern(entries, code);
            idsOfEntries[code] = id;
        }
        return id;
    }
}
