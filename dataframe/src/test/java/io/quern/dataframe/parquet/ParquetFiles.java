package io.quern.dataframe.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.task.Reservation;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.type.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads whole files into rows of plain values.
final class ParquetFiles {
    private ParquetFiles() {}

    static List<List<Object>> rows(Path file) {
        ParquetFooter footer = ParquetFooter.read(file);
        return rows(file, footer, footer.schema());
    }

    static List<List<Object>> rows(Path file, ParquetFooter footer, Schema wanted) {
        List<List<Object>> rows = new ArrayList<>();
        for (RowGroup group : footer.rowGroups()) {
            try (RowGroupReader reader =
                    RowGroupReader.open(file, footer, group.index(), wanted, Reservation.unbounded())) {
                while (reader.hasNext()) {
                    add(reader.next(), rows);
                }
            }
        }
        assertThat(rows).hasSize((int) footer.rows());
        return rows;
    }

    private static void add(Batch batch, List<List<Object>> rows) {
        for (int row = 0; row < batch.length(); row++) {
            List<Object> values = new ArrayList<>();
            for (int column = 0; column < batch.schema().size(); column++) {
                values.add(VectorValues.value(batch.columns().get(column), row));
            }
            rows.add(values);
        }
    }
}
