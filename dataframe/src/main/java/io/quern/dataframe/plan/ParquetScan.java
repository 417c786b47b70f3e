package io.quern.dataframe.plan;

import io.quern.dataframe.expression.Expression;
import io.quern.dataframe.source.ParquetTable;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads columns of Parquet files and of the folders they lie in.
///
/// @param table the files that are read; fewer where a filter on folder columns needs fewer
/// @param schema the columns that are made, in their order
/// @param filter rows for which this is not true are dropped; it may read columns that `schema` does not have; null
///     keeps all
/// @param rowsMax rows that are wanted of a partition at most; -1 for all
public record ParquetScan(
        ParquetTable table, Schema schema, @Nullable Expression filter, long rowsMax) implements LogicalPlan {
    /// Reads everything.
    public static final long ALL_ROWS = -1;

    public static ParquetScan of(ParquetTable table) {
        return new ParquetScan(table, table.schema(), null, ALL_ROWS);
    }

    public ParquetScan withTable(ParquetTable other) {
        return new ParquetScan(other, schema, filter, rowsMax);
    }

    public ParquetScan withSchema(Schema other) {
        return new ParquetScan(table, other, filter, rowsMax);
    }

    public ParquetScan withFilter(Expression other) {
        return new ParquetScan(table, schema, other, rowsMax);
    }

    public ParquetScan withRowsMax(long other) {
        return new ParquetScan(table, schema, filter, other);
    }

    /// The columns that are made and those that the filter reads, in the table's order.
    public Schema readSchema() {
        if (filter == null) {
            return schema;
        }
        List<String> names = new ArrayList<>(schema.names());
        names.addAll(filter.columns());
        return new Schema(table.schema().fields().stream()
                .filter(field -> names.contains(field.name()))
                .toList());
    }

    @Override
    public List<LogicalPlan> inputs() {
        return List.of();
    }

    @Override
    public LogicalPlan withInputs(List<LogicalPlan> inputs) {
        return this;
    }

    @Override
    public String toString() {
        return "Parquet: " + table.files().size() + " files [" + String.join(", ", schema.names()) + "]"
                + (filter == null ? "" : " where " + filter)
                + (rowsMax == ALL_ROWS ? "" : ", at most " + rowsMax + " rows of a partition");
    }
}
