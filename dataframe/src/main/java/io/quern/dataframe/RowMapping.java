package io.quern.dataframe;

import io.quern.core.error.QuernException;
import io.quern.core.task.Reservation;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.BatchSink;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.batch.cell.CellReader;
import io.quern.dataframe.plan.BatchFunction;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Applies a function of rows to a batch.
record RowMapping(Schema to, RowFunction<Row> function) implements BatchFunction {
    @Override
    public void apply(Batch batch, Reservation memory, BatchSink sink) throws Exception {
        MappedRows made = new MappedRows(to, batch.length(), memory, sink);
        IntFunction<Row> rows = reader(batch);
        for (int row = 0; row < batch.length() && !made.isFull(); row++) {
            Row mapped = function.apply(rows.apply(row));
            if (mapped == null) {
                throw ofNull();
            }
            if (!mapped.schema().hasNamesOf(to)) {
                throw QuernException.user("mapRows declared the columns " + to.names()
                        + ", but its function returned a row of "
                        + mapped.schema().names()
                        + "; make rows with Row.of(the declared schema, …)");
            }
            for (int i = 0; i < to.size(); i++) {
                made.append(i, mapped.values().get(i));
            }
            made.endRow();
        }
        made.finish();
    }

    static QuernException ofNull() {
        return QuernException.user(
                "the function of mapRows returned null instead of a row; to leave rows out, filter them before");
    }

    /// All rows of a partition.
    static List<Row> rows(Partition partition) {
        List<Row> rows = new ArrayList<>();
        for (Batch batch : partition.batches()) {
            IntFunction<Row> reader = reader(batch);
            for (int row = 0; row < batch.length(); row++) {
                rows.add(reader.apply(row));
            }
        }
        return rows;
    }

    /// Reads rows of one batch by number.
    static IntFunction<Row> reader(Batch batch) {
        List<CellReader> cells = batch.columns().stream().map(CellReader::of).toList();
        return row -> {
            @Nullable Object[] values = new Object[cells.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = cells.get(i).read(row);
            }
            return Row.of(batch.schema(), values);
        };
    }
}
