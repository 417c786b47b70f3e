package io.quern.dataframe.type;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.dataframe.batch.Seeds;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;

class TimeTextTest {
    @Test
    void textIsThatOfJavaTimeWithItsSeconds() {
        Seeds.run(5_000, random -> {
            long seconds = random.nextLong(-400_000_000_000L, 400_000_000_000L);
            LocalDateTime time = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
            assertThat(TimeText.timestamp(seconds, TimeUnit.SECONDS))
                    .isEqualTo(DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time));
            long day = random.nextLong(-2_000_000, 5_000_000);
            assertThat(TimeText.date(day)).isEqualTo(LocalDate.ofEpochDay(day).toString());
        });
    }

    @Test
    void fractionsHaveThreeSixOrNineDigits() {
        assertThat(TimeText.timestamp(1_505_610_000_000L, TimeUnit.MILLIS)).isEqualTo("2017-09-17T01:00:00");
        assertThat(TimeText.timestamp(1_505_610_000_050L, TimeUnit.MILLIS)).isEqualTo("2017-09-17T01:00:00.050");
        assertThat(TimeText.timestamp(-1, TimeUnit.MICROS)).isEqualTo("1969-12-31T23:59:59.999999");
        assertThat(TimeText.time(1, TimeUnit.NANOS)).isEqualTo("00:00:00.000000001");
    }

    @Test
    void everyLongHasAText() {
        assertThat(TimeText.timestamp(Long.MIN_VALUE, TimeUnit.SECONDS)).startsWith("-292277022657-01-27T");
        assertThat(TimeText.timestamp(Long.MAX_VALUE, TimeUnit.SECONDS)).startsWith("+292277026596-12-04T");
    }
}
