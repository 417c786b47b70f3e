package io.quern.dataframe.batch.builder;

import io.quern.dataframe.batch.StructVector;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.StructType;
import java.util.List;

/// Builds a [StructVector]: append one value to each [#child(int)], then [#endRow()].
public final class StructVectorBuilder implements VectorBuilder {
    private final StructType type;
    private final NullMarks nulls = new NullMarks();
    private final List<VectorBuilder> children;
    private int length;

    public StructVectorBuilder(StructType type, int capacity) {
        this(
                type,
                type.fields().stream()
                        .map(field -> VectorBuilder.of(field.type(), capacity))
                        .toList());
    }

    public StructVectorBuilder(StructType type, List<VectorBuilder> children) {
        this.type = type;
        this.children = List.copyOf(children);
    }

    public VectorBuilder child(int index) {
        return children.get(index);
    }

    /// Ends a row: every child has got its value.
    public void endRow() {
        for (int i = 0; i < children.size(); i++) {
            if (children.get(i).length() != length + 1) {
                throw new IllegalStateException(
                        "row " + length + " ends with " + children.get(i).length() + " values of member '"
                                + type.fields().get(i).name() + "', wanted " + (length + 1));
            }
        }
        length++;
    }

    @Override
    public DataType type() {
        return type;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public long arrayBytes() {
        return children.stream().mapToLong(VectorBuilder::arrayBytes).sum();
    }

    @Override
    public void appendNull() {
        nulls.mark(length++);
        children.forEach(VectorBuilder::appendNull);
    }

    @Override
    public StructVector build() {
        return new StructVector(
                type,
                length,
                nulls.toValidity(length),
                children.stream().map(VectorBuilder::build).toList());
    }
}
