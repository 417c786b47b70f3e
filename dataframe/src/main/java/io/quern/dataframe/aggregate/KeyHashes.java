package io.quern.dataframe.aggregate;

import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.List;

/// Hashes of rows by the keys in their first columns: equal keys have the same one, in every process. Null is a key as
/// any other. For one thread.
///
/// Over a dictionary a value is hashed once. Every value that has been hashed is kept, so an object is for the batches
/// of one partition.
public final class KeyHashes {
    private static final long KEY_FACTOR = 0x9e37_79b9_7f4a_7c15L;

    private final List<ColumnIds> keys = new ArrayList<>();

    /// @param keyCount columns that are keys; without any all rows have the same hash
    public KeyHashes(Schema schema, int keyCount) {
        for (int key = 0; key < keyCount; key++) {
            keys.add(new ColumnIds(schema.fields().get(key).type(), true));
        }
    }

    /// The hash of each row.
    public long[] of(Batch batch) {
        long[] hashes = new long[batch.length()];
        for (int key = 0; key < keys.size(); key++) {
            add(hashes, keys.get(key), batch.columns().get(key));
        }
        return hashes;
    }

    /// The hash of each row of one column.
    public static long[] of(Vector column) {
        long[] hashes = new long[column.length()];
        add(hashes, new ColumnIds(column.type(), true), column);
        return hashes;
    }

    /// A part of `parts` by a hash.
    ///
    /// @param level parts of different levels have nothing to do with each other; 0 is that of exchanges
    public static int part(long hash, int level, int parts) {
        return (int) Math.unsignedMultiplyHigh(ByteHash.of(hash + level * KEY_FACTOR), parts);
    }

    private static void add(long[] hashes, ColumnIds ids, Vector column) {
        int[] idOfRow = ids.of(column);
        for (int row = 0; row < hashes.length; row++) {
            hashes[row] = hashes[row] * KEY_FACTOR + ids.interner().hash(idOfRow[row]);
        }
    }
}
