package io.quern.dataframe;

import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.plan.BatchFunction;
import io.quern.dataframe.record.RecordSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// Applies a function from rows to records to a batch.
record RecordMapping<R extends Record>(Class<R> type, RowFunction<R> function) implements BatchFunction {
    @Override
    public Batch apply(Batch batch) throws Exception {
        IntFunction<Row> rows = RowMapping.reader(batch);
        List<R> records = new ArrayList<>(batch.length());
        for (int row = 0; row < batch.length(); row++) {
            R mapped = function.apply(rows.apply(row));
            if (mapped == null) {
                throw RowMapping.ofNull();
            }
            records.add(mapped);
        }
        return RecordSchema.batch(type, records);
    }
}
