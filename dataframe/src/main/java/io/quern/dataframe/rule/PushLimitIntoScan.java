package io.quern.dataframe.rule;

import io.quern.dataframe.plan.Limit;
import io.quern.dataframe.plan.LogicalPlan;
import io.quern.dataframe.plan.ParquetScan;

/// No partition of a scan reads more rows than are wanted of all of them. The limit over all partitions stays.
///
/// ```text
/// Before                     After
/// Limit 5                    Limit 5
///   Parquet [a, b]             Parquet [a, b], at most 5 rows of a partition
/// ```
final class PushLimitIntoScan implements Rule {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.rewrite(node -> node instanceof Limit limit
                        && limit.input() instanceof ParquetScan scan
                        && (scan.rowsMax() == ParquetScan.ALL_ROWS || scan.rowsMax() > limit.rows())
                ? new Limit(scan.withRowsMax(limit.rows()), limit.rows())
                : node);
    }
}
