package io.quern.dataframe.batch.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.QuernException;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.DecimalType;
import io.quern.dataframe.type.DataType.IntegerType;
import io.quern.dataframe.type.DataType.StructType;
import io.quern.dataframe.type.DataType.TimestampType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.TimeUnit;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CellWriterTest {
    record Point(int x, String label) {}

    @Test
    void aValueOfTheWrongKindIsNamedWithColumnRowAndType() {
        CellWriter writer = CellWriter.of(Field.of("hits", DataType.INT64), 0);
        writer.append(1L);
        assertThatThrownBy(() -> writer.append("many"))
                .isInstanceOf(QuernException.class)
                .hasMessage("column 'hits', row 1: a java.lang.String (many) does not go into int64");
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        refused(new IntegerType(8, true), 128, "the range is -128 to 127");
        refused(new IntegerType(32, false), -1, "the range is 0 to 4294967295");
        refused(new DecimalType(4, 2), new BigDecimal("100.00"), "it has too many digits");
        refused(new DecimalType(4, 2), new BigDecimal("1.005"), "it has more than 2 decimal places");
        refused(new TimestampType(TimeUnit.NANOS, true), Instant.parse("2500-01-01T00:00:00Z"), "it is out of range");
    }

    @Test
    void aTimeFinerThanTheUnitIsFloored() {
        Field seconds = Field.of("ts", new TimestampType(TimeUnit.SECONDS, true));
        Vector vector = CellWriter.vector(seconds, List.of(Instant.parse("1969-12-31T23:59:58.5Z")));
        assertThat(CellReader.of(vector).read(0)).isEqualTo(Instant.parse("1969-12-31T23:59:58Z"));
    }

    @Test
    void recordsAndArraysGoIntoStructsAndLists() {
        StructType point = new StructType(List.of(Field.of("label", DataType.STRING), Field.of("x", DataType.INT64)));
        Vector structs = CellWriter.vector(Field.of("p", point), List.of(new Point(3, "c")));
        assertThat(CellReader.of(structs).read(0)).isEqualTo(Map.of("label", "c", "x", 3L));
        Vector lists = CellWriter.vector(
                Field.of("l", new DataType.ListType(Field.of("item", DataType.INT32))), List.of(new int[] {4, 5}));
        assertThat(CellReader.of(lists).read(0)).isEqualTo(List.of(4, 5));
    }

    private static void refused(DataType type, Object value, String reason) {
        assertThatThrownBy(() -> CellWriter.vector(Field.of("c", type), List.of(value)))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("column 'c', row 0: ")
                .hasMessageEndingWith(reason);
    }
}
