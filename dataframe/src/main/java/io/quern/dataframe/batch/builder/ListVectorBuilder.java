package io.quern.dataframe.batch.builder;

import io.quern.dataframe.batch.ListVector;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.ListType;

/// Builds a [ListVector]: append the elements of a row to [#elements()], then [#endRow()].
public final class ListVectorBuilder implements VectorBuilder {
    private final ListType type;
    private final NullMarks nulls = new NullMarks();
    private final RowOffsets offsets;
    private final VectorBuilder elements;

    public ListVectorBuilder(ListType type, int capacity) {
        this(type, capacity, VectorBuilder.of(type.element().type(), capacity));
    }

    public ListVectorBuilder(ListType type, int capacity, VectorBuilder elements) {
        this.type = type;
        this.offsets = new RowOffsets(capacity);
        this.elements = elements;
    }

    public VectorBuilder elements() {
        return elements;
    }

    /// Ends a row: a list of the elements appended since the last one.
    public void endRow() {
        offsets.append(elements.length());
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
        return offsets.arrayBytes() + elements.arrayBytes();
    }

    @Override
    public void appendNull() {
        nulls.mark(offsets.length());
        offsets.append(offsets.end());
    }

    @Override
    public ListVector build() {
        return new ListVector(type, length(), nulls.toValidity(length()), offsets.toArray(), elements.build());
    }
}
