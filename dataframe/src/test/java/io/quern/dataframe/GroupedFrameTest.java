package io.quern.dataframe;

import static io.quern.dataframe.Aggregates.count;
import static io.quern.dataframe.Aggregates.max;
import static io.quern.dataframe.Aggregates.min;
import static io.quern.dataframe.Aggregates.sum;
import static io.quern.dataframe.Columns.col;
import static io.quern.dataframe.Columns.struct;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.dataframe.type.DataType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GroupedFrameTest {
    private final Frames frames = TestFrames.synchronous();

    record Visit(String page, Instant ts, long seconds) {}

    private DataFrame visits() {
        return frames.fromRecords(List.of(
                new Visit("a", Instant.parse("1969-12-31T23:10:00Z"), 3),
                new Visit("b", Instant.parse("1969-12-31T23:50:00Z"), 4),
                new Visit("a", Instant.parse("1970-01-01T00:20:00Z"), 5)));
    }

    @Test
    void aggregatesAreOfTheFramesColumnsThoughAKeyHasTheNameOfOne() {
        assertThat(visits().groupBy(col("ts").floor(ChronoUnit.HOURS).as("ts"))
                        .agg(min("ts").as("first"), max("ts").as("last"), sum("seconds"))
                        .collect())
                .hasToString(
                        "[{ts=1969-12-31T23:00:00Z, first=1969-12-31T23:10:00Z, last=1969-12-31T23:50:00Z, sum(seconds)=7},"
                                + " {ts=1970-01-01T00:00:00Z, first=1970-01-01T00:20:00Z, last=1970-01-01T00:20:00Z,"
                                + " sum(seconds)=5}]");
    }

    @Test
    void keysDoNotSeeOneAnother() {
        assertThat(visits().groupBy(col("page").as("seconds"), col("seconds").as("page"))
                        .agg(count())
                        .collect())
                .hasToString(
                        "[{seconds=a, page=3, count=1}, {seconds=a, page=5, count=1}, {seconds=b, page=4, count=1}]");
    }

    @Test
    void keyThatPassesAColumnIsAnArgumentToo() {
        assertThat(visits().groupBy(
                                col("page"), col("ts").floor(ChronoUnit.DAYS).as("day"))
                        .agg(max("page").as("same"), count("ts").as("n"))
                        .collect())
                .hasToString("[{page=a, day=1969-12-31T00:00:00Z, same=a, n=1},"
                        + " {page=a, day=1970-01-01T00:00:00Z, same=a, n=1},"
                        + " {page=b, day=1969-12-31T00:00:00Z, same=b, n=1}]");
    }

    @Test
    void allRowsAreOneGroupAlsoWhereThereIsNone() {
        assertThat(visits().agg(count(), sum("seconds").as("sum")).collect()).hasToString("[{count=3, sum=12}]");
        assertThat(visits().filter(col("page").eq("z"))
                        .agg(count(), sum("seconds").as("sum"))
                        .collect())
                .hasToString("[{count=0, sum=null}]");
    }

    @Test
    void nestedKeysAreGroupedByTheirValuesAndAscend() {
        record Cell(@Nullable String text, double number) {}
        DataFrame cells = frames.fromRecords(List.of(
                new Cell("b", 1), new Cell("a", -0.0), new Cell(null, 2), new Cell("b", 1), new Cell("a", 0.0)));
        Column bytes = col("text").cast(DataType.BINARY).as("bytes");
        List<Row> groups = cells.groupBy(
                        struct(bytes, col("text"), col("number")).as("key"))
                .agg(count().as("n"))
                .select(col("key").field("text").as("text"), col("n"))
                .collect();
        assertThat(groups).hasToString("[{text=a, n=2}, {text=b, n=2}, {text=null, n=1}]");
    }

    @Test
    void badKeysAndAggregatesAreRefusedWhenTheFrameIsBuilt() {
        assertThatThrownBy(() -> visits().groupBy(col("pgae").upper())).hasMessageContaining("did you mean 'page'?");
        assertThatThrownBy(() -> visits().groupBy("page", "page")).hasMessageContaining("two columns are named 'page'");
        assertThatThrownBy(() -> visits().groupBy(col("page").upper().as("p")).agg(sum("second")))
                .hasMessageContaining(
                        "there is no column 'second'; did you mean 'seconds'? (columns: page, ts, seconds)");
        assertThatThrownBy(() -> visits().agg()).hasMessageContaining("needs a key or an aggregate");
    }
}
