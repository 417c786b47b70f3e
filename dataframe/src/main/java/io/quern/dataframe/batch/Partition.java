package io.quern.dataframe.batch;

import io.quern.dataframe.type.Schema;
import java.util.List;

/// The result of a dataframe task: a horizontal slice of a frame, as batches of one schema. May have no batch.
/// Immutable.
public record Partition(Schema schema, List<Batch> batches) {
    public Partition {
        batches = List.copyOf(batches);
    }

    public long rows() {
        return batches.stream().mapToLong(Batch::length).sum();
    }

    public long retainedBytes() {
        return batches.stream().mapToLong(Batch::retainedBytes).sum();
    }
}
