package io.quern.dataframe.batch.builder;

import io.quern.dataframe.batch.MapVector;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.MapType;

/// Builds a [MapVector]: append as many keys to [#keys()] as values to [#values()], then [#endRow()].
public final class MapVectorBuilder implements VectorBuilder {
    private final MapType type;
    private final NullMarks nulls = new NullMarks();
    private final RowOffsets offsets;
    private final VectorBuilder keys;
    private final VectorBuilder values;

    public MapVectorBuilder(MapType type, int capacity) {
        this(
                type,
                capacity,
                VectorBuilder.of(type.key().type(), capacity),
                VectorBuilder.of(type.value().type(), capacity));
    }

    public MapVectorBuilder(MapType type, int capacity, VectorBuilder keys, VectorBuilder values) {
        this.type = type;
        this.offsets = new RowOffsets(capacity);
        this.keys = keys;
        this.values = values;
    }

    public VectorBuilder keys() {
        return keys;
    }

    public VectorBuilder values() {
        return values;
    }

    /// Ends a row: a map of the entries appended since the last one.
    public void endRow() {
        if (keys.length() != values.length()) {
            throw new IllegalStateException(
                    "row " + length() + " ends with " + keys.length() + " keys and " + values.length() + " values");
        }
        offsets.append(keys.length());
    }

    @Override
    public DataType type() {
        return type;
    }

    @Override
    public int length() {
        return offsets.length();
    }

    @Override
    public long arrayBytes() {
        return offsets.arrayBytes() + keys.arrayBytes() + values.arrayBytes();
    }

    @Override
    public void appendNull() {
        nulls.mark(offsets.length());
        offsets.append(offsets.end());
    }

    @Override
    public MapVector build() {
        return new MapVector(
                type, length(), nulls.toValidity(length()), offsets.toArray(), keys.build(), values.build());
    }
}
