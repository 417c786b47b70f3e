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

    /// Bytes of all batches. What they share, dictionaries and the bytes of text, is counted once.
    public long retainedBytes() {
        return retainedBytesTogether(List.of(this));
    }

    /// The same of several partitions that are held at the same time.
    public static long retainedBytesTogether(List<Partition> partitions) {
        RetainedBytes bytes = new RetainedBytes();
        for (Partition partition : partitions) {
            partition.batches().forEach(bytes::add);
        }
        return bytes.sum();
    }
}
