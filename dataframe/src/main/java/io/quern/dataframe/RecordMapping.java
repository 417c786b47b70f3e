package io.quern.dataframe;

import io.quern.core.task.Reservation;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.BatchSink;
import io.quern.dataframe.batch.cell.CellWriter;
import io.quern.dataframe.plan.BatchFunction;
import io.quern.dataframe.record.RecordSchema;
import io.quern.dataframe.type.Schema;
import java.util.function.IntFunction;

/// Applies a function from rows to records to a batch.
record RecordMapping<R extends Record>(Class<R> type, RowFunction<R> function) implements BatchFunction {
    @Override
    public void apply(Batch batch, Reservation memory, BatchSink sink) throws Exception {
        Schema to = RecordSchema.of(type);
        MappedRows made = new MappedRows(to, batch.length(), memory, sink);
        IntFunction<Row> rows = RowMapping.reader(batch);
        for (int row = 0; row < batch.length() && !made.isFull(); row++) {
            R mapped = function.apply(rows.apply(row));
            if (mapped == null) {
                throw RowMapping.ofNull();
            }
            for (int i = 0; i < to.size(); i++) {
                made.append(i, CellWriter.member(mapped, to.fields().get(i).name()));
            }
            made.endRow();
        }
        made.finish();
    }
}
