package io.quern.dataframe.aggregate.spill;

import io.quern.core.task.Parts;
import io.quern.dataframe.aggregate.PartialAggregator;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.batch.RetainedBytes;
import io.quern.dataframe.type.Schema;

/// Rows by a hash of their keys, for an exchange.
final class RowsInParts implements PartialRows<Parts> {
    private final Schema schema;
    private final KeySplit split;
    private final RetainedBytes bytes = new RetainedBytes();

    /// @param schema of partial state
    RowsInParts(Schema schema, KeySplit split) {
        this.schema = schema;
        this.split = split;
    }

    @Override
    public void take(PartialAggregator table) {
        split.add(table.whole(), table::handOn).forEach(bytes::add);
    }

    @Override
    public long retainedBytes() {
        return bytes.sum();
    }

    @Override
    public Parts result() {
        return new Parts(split.parts().stream()
                .map(batches -> new Partition(schema, batches))
                .toList());
    }
}
