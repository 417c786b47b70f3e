package io.quern.dataframe.rule;

import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Selection;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.batch.cell.CellWriter;
import io.quern.dataframe.evaluation.BoundCondition;
import io.quern.dataframe.expression.Expression;
import io.quern.dataframe.plan.LogicalPlan;
import io.quern.dataframe.plan.ParquetScan;
import io.quern.dataframe.source.ParquetFile;
import io.quern.dataframe.source.ParquetTable;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Conditions on folder columns alone are decided here: files whose folders do not meet them are not read.
///
/// ```text
/// Before                                                 After
/// Parquet: 24 files [n] where (hour = '00' and n > 1)    Parquet: 1 files [n] where n > 1
/// ```
final class PruneFilesByFolder implements Rule {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.rewrite(node -> node instanceof ParquetScan scan ? prune(scan) : node);
    }

    private static LogicalPlan prune(ParquetScan scan) {
        Expression filter = scan.filter();
        if (filter == null) {
            return scan;
        }
        ParquetTable table = scan.table();
        Substitution.Split split = Substitution.split(
                filter,
                conjunct ->
                        !conjunct.columns().isEmpty() && table.folderColumns().containsAll(conjunct.columns()));
        if (split.first().isEmpty()) {
            return scan;
        }
        Batch folders = folders(table);
        Selection selection = BoundCondition.bind(Substitution.and(split.first()), folders.schema())
                .select(folders);
        List<ParquetFile> wanted = new ArrayList<>();
        for (int i = 0; i < selection.count(); i++) {
            wanted.add(table.files().get(selection.rows()[i]));
        }
        Expression left = split.rest().isEmpty() ? null : Substitution.and(split.rest());
        return new ParquetScan(table.withFiles(wanted), scan.schema(), left, scan.rowsMax());
    }

    /// One row a file.
    private static Batch folders(ParquetTable table) {
        List<Field> fields = new ArrayList<>();
        List<Vector> vectors = new ArrayList<>();
        for (int i = 0; i < table.folderColumns().size(); i++) {
            int column = i;
            Field field = Field.of(table.folderColumns().get(i), DataType.STRING);
            List<@Nullable String> values = new ArrayList<>();
            table.files().forEach(file -> values.add(file.file().folderValues().get(column)));
            fields.add(field);
            vectors.add(CellWriter.vector(field, values));
        }
        return new Batch(new Schema(fields), table.files().size(), vectors);
    }
}
