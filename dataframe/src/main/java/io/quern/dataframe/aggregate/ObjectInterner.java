package io.quern.dataframe.aggregate;

import io.quern.core.error.QuernException;
import io.quern.dataframe.batch.NullVector;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.batch.cell.CellReader;
import io.quern.dataframe.batch.cell.CellWriter;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.NullType;
import io.quern.dataframe.type.Field;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Ids of lists, structs and maps, as Java values in the order of [NestedOrder].
final class ObjectInterner implements Interner {
    /// A node of the tree, its number, and a place in the list.
    private static final long BYTES_AN_ENTRY = 80;

    private final DataType type;
    private final Comparator<@Nullable Object> order;
    private final Map<Object, Integer> ids;
    private final List<@Nullable Object> values = new ArrayList<>();
    private long valueBytes;
    private int nullId = -1;
    private @Nullable Vector vector;
    private CellReader reader = _ -> null;

    ObjectInterner(DataType type) {
        this.type = type;
        this.order = NestedOrder.of(type);
        this.ids = new TreeMap<>(order);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a reader reads one vector
    public int intern(Vector flat, int row) {
        if (vector != flat) {
            vector = flat;
            reader = CellReader.of(flat);
        }
        Object value = reader.read(row);
        if (value == null) {
            throw QuernException.user("a value of type " + type + " cannot be a key");
        }
        Integer known = ids.putIfAbsent(value, values.size());
        if (known != null) {
            return known;
        }
        values.add(value);
        valueBytes += NestedSize.of(value);
        return values.size() - 1;
    }

    @Override
    public void trim() {
        // Values are made of the Java objects anew.
    }

    @Override
    public long bytes() {
        return valueBytes + values.size() * BYTES_AN_ENTRY;
    }

    @Override
    public long growthBytes(int entries, long payloadBytes) {
        return entries * BYTES_AN_ENTRY + payloadBytes * NestedSize.BYTES_A_PAYLOAD_BYTE;
    }

    @Override
    public int internNull() {
        if (nullId < 0) {
            nullId = values.size();
            values.add(null);
        }
        return nullId;
    }

    @Override
    public int size() {
        return values.size();
    }

    @Override
    public Vector values() {
        return type instanceof NullType
                ? new NullVector(type, values.size())
                : CellWriter.vector(Field.of("value", type), values);
    }

    @Override
    public int compare(int left, int right) {
        if (left == nullId || right == nullId) {
            return Boolean.compare(left == nullId, right == nullId);
        }
        return order.compare(values.get(left), values.get(right));
    }
}
