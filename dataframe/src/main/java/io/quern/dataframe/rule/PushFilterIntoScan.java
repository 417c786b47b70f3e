package io.quern.dataframe.rule;

import io.quern.dataframe.expression.Expression;
import io.quern.dataframe.plan.Filter;
import io.quern.dataframe.plan.LogicalPlan;
import io.quern.dataframe.plan.ParquetScan;
import java.util.List;

/// The scan filters, so that it can leave out files and columns.
///
/// ```text
/// Before                     After
/// Filter n > 1               Parquet [n, s] where n > 1
///   Parquet [n, s]
/// ```
///
/// A scan with a limit stays as it is: its limit counts rows before the filter.
final class PushFilterIntoScan implements Rule {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.rewrite(node -> node instanceof Filter filter
                        && filter.input() instanceof ParquetScan scan
                        && scan.rowsMax() == ParquetScan.ALL_ROWS
                ? push(scan, filter.condition())
                : node);
    }

    private static LogicalPlan push(ParquetScan scan, Expression condition) {
        Expression standing = scan.filter();
        return scan.withFilter(standing == null ? condition : Substitution.and(List.of(standing, condition)));
    }
}
