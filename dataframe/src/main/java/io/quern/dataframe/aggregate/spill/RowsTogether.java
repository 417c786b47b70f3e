package io.quern.dataframe.aggregate.spill;

import io.quern.dataframe.aggregate.PartialAggregator;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.batch.RetainedBytes;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.List;

/// All rows in one partition.
final class RowsTogether implements PartialRows<Partition> {
    private final Schema schema;
    private final List<Batch> batches = new ArrayList<>();
    private final RetainedBytes bytes = new RetainedBytes();

    /// @param schema of partial state
    RowsTogether(Schema schema) {
        this.schema = schema;
    }

    @Override
    public void take(PartialAggregator table) {
        for (Batch batch : table.partial().batches()) {
            batches.add(batch);
            bytes.add(batch);
        }
    }

    @Override
    public long retainedBytes() {
        return bytes.sum();
    }

    @Override
    public Partition result() {
        return new Partition(schema, batches);
    }
}
