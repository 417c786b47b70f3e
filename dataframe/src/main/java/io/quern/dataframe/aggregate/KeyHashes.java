package io.quern.dataframe.aggregate;

import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.ConstantVector;
import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.Vector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Hashes of rows by the keys in their first columns: equal keys have the same one, in every process. Null is a
/// key as any other. For one thread.
///
/// Over a dictionary of no more entries than there are rows a value is hashed once.
public final class KeyHashes {
    private static final long KEY_FACTOR = 0x9e37_79b9_7f4a_7c15L;

    private final int keyCount;
    private @Nullable Vector dictionary;
    private long[] hashOfEntry = new long[0];

    /// @param keyCount columns that are keys; without any all rows have the same hash
    public KeyHashes(int keyCount) {
        this.keyCount = keyCount;
    }

    /// The hash of each row.
    public long[] of(Batch batch) {
        long[] hashes = new long[batch.length()];
        for (Vector key : batch.columns().subList(0, keyCount)) {
            add(hashes, key);
        }
        return hashes;
    }

    /// The hash of each row of one column.
    public static long[] of(Vector column) {
        long[] hashes = new long[column.length()];
        new KeyHashes(1).add(hashes, column);
        return hashes;
    }

    /// A part of `parts` by a hash.
    ///
    /// @param level parts of different levels have nothing to do with each other; 0 is that of exchanges
    public static int part(long hash, int level, int parts) {
        return (int) Math.unsignedMultiplyHigh(ByteHash.of(hash + level * KEY_FACTOR), parts);
    }

    private void add(long[] hashes, Vector column) {
        switch (column) {
            case ConstantVector constant -> {
                long hash = ValueHash.of(constant.value()).of(0);
                for (int row = 0; row < hashes.length; row++) {
                    hashes[row] = hashes[row] * KEY_FACTOR + hash;
                }
            }
            case DictionaryVector codes -> {
                ValueHash entries = ofEntries(codes);
                boolean hasNulls = codes.validity().hasNulls();
                for (int row = 0; row < hashes.length; row++) {
                    boolean isNull = hasNulls && codes.validity().isNull(row);
                    hashes[row] = hashes[row] * KEY_FACTOR + (isNull ? 0 : entries.of(codes.codes()[row]));
                }
            }
            default -> {
                ValueHash values = ValueHash.of(column);
                for (int row = 0; row < hashes.length; row++) {
                    hashes[row] = hashes[row] * KEY_FACTOR + values.of(row);
                }
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // one instance for many batches
    private ValueHash ofEntries(DictionaryVector codes) {
        Vector entries = codes.dictionary();
        if (dictionary != entries) {
            if (entries.length() > codes.length()) {
                return ValueHash.of(entries);
            }
            hashOfEntry = new long[entries.length()];
            ValueHash hashes = ValueHash.of(entries);
            Arrays.setAll(hashOfEntry, hashes::of);
            dictionary = entries;
        }
        return code -> hashOfEntry[code];
    }
}
