package io.quern.dataframe.batch;

import io.quern.dataframe.type.DataType;
import java.util.List;

/// Structs: one child a member, each as long as this vector.
public record StructVector(DataType type, int length, Validity validity, List<Vector> children) implements Vector {
    public StructVector {
        children = List.copyOf(children);
    }

    @Override
    public long retainedBytes() {
        return validity.retainedBytes()
                + children.stream().mapToLong(Vector::retainedBytes).sum();
    }
}
