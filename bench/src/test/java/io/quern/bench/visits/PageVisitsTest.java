package io.quern.bench.visits;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.dataframe.Row;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PageVisitsTest {
    private static Row number(long id) {
        return Row.of(Schema.of(Field.required("id", DataType.INT64)), id);
    }

    @Test
    void everyUrlHasAHundredBytesAndIsOfOneRow() {
        assertThat(LongStream.of(0, 1, 12_345, 29_999_999).mapToObj(PageVisitsTest::number))
                .map(PageVisits::distinct)
                .map(row -> row.getString("url"))
                .doesNotHaveDuplicates()
                .allSatisfy(url -> assertThat(url).hasSize(100));
    }

    @Test
    void sessionsByPageAreThoseOfTheRows() {
        for (long rows : new long[] {1, 2, 7, 2_000, 5_001}) {
            Map<String, Long> counted = LongStream.range(0, rows)
                    .mapToObj(PageVisitsTest::number)
                    .map(PageVisits::session)
                    .collect(Collectors.groupingBy(row -> row.getString("url"), TreeMap::new, Collectors.counting()));
            assertThat(PageVisits.sessions(rows)).isEqualTo(counted);
        }
    }
}
