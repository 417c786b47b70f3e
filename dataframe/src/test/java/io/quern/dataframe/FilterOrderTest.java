package io.quern.dataframe;

import static io.quern.dataframe.Aggregates.count;
import static io.quern.dataframe.Columns.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.dataframe.rule.Optimizer;
import io.quern.dataframe.type.DataType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A filter that can fail is not asked about rows that a filter before it drops, whatever the rules make of both.
class FilterOrderTest {
    private static final Column NUMBER_IS_LARGE =
            col("text").cast(DataType.INT64).gt(3);

    @TempDir
    Path root;

    record Cell(String text) {}

    @Test
    void filterGuardsTheNextOne() {
        for (Frames frames : withAndWithoutRules()) {
            DataFrame cells = frames.fromRecords(List.of(new Cell("1"), new Cell("x"), new Cell("7")));
            assertThat(cells.filter(col("text").ne("x"))
                            .filter(NUMBER_IS_LARGE)
                            .filter(col("text").isNotNull())
                            .collect())
                    .hasToString("[{text=7}]");
            assertThatThrownBy(() -> cells.filter(NUMBER_IS_LARGE)
                            .filter(col("text").ne("x"))
                            .collect())
                    .hasMessageContaining("'x' is no value of int64");
        }
    }

    @Test
    void filterOnAnAggregateGuardsOneOnAKey() {
        for (Frames frames : withAndWithoutRules()) {
            DataFrame cells = frames.fromRecords(List.of(new Cell("7"), new Cell("x"), new Cell("7")));
            assertThat(cells.groupBy("text")
                            .agg(count().as("n"))
                            .filter(col("n").gt(1))
                            .filter(NUMBER_IS_LARGE)
                            .collect())
                    .hasToString("[{text=7, n=2}]");
        }
    }

    @Test
    void filterGuardsOneOnAFolder() {
        String schema = "message m { optional int64 n; }";
        ParquetFixture.write(root.resolve("text=x/a.parquet"), schema, List.of(List.of(1L)));
        ParquetFixture.write(root.resolve("text=8/a.parquet"), schema, List.of(List.of(2L)));
        for (Frames frames : withAndWithoutRules()) {
            DataFrame rows = frames.readParquet(root.toString());
            assertThat(rows.filter(col("text").ne("x")).filter(NUMBER_IS_LARGE).count())
                    .isEqualTo(1);
            assertThat(rows.filter(col("n").eq(2)).filter(NUMBER_IS_LARGE).count())
                    .isEqualTo(1);
        }
    }

    private static List<Frames> withAndWithoutRules() {
        Frames all = TestFrames.synchronous();
        List<Frames> frames = new ArrayList<>(List.of(all));
        frames.add(all.withoutRules(Optimizer.ruleNames().toArray(String[]::new)));
        Optimizer.ruleNames().forEach(rule -> frames.add(all.withoutRules(rule)));
        return frames;
    }
}
