package io.quern.dataframe;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowTest {
    private static final Schema SCHEMA =
            Schema.of(Field.of("name", DataType.STRING), Field.of("value", DataType.BINARY));

    @Test
    void rowsOfEqualValuesAreEqual() {
        assertEqual("x", "x");
        assertEqual(null, null);
        assertEqual(List.of(1, 2), new ArrayList<>(List.of(1, 2)));
        assertThat(row("x")).isNotEqualTo(row("y")).isNotEqualTo(row(null));
        assertThat(row(null)).isNotEqualTo(row("x"));
    }

    @Test
    void binaryValuesAreComparedByTheirBytes() {
        assertEqual(bytes(1, 2), bytes(1, 2));
        assertThat(row(bytes(1, 2)))
                .isNotEqualTo(row(bytes(1, 3)))
                .isNotEqualTo(row(bytes(1)))
                .isNotEqualTo(row(null))
                .isNotEqualTo(row("x"));
    }

    @Test
    void binaryValuesInsideListsMapsAndStructsAreToo() {
        assertEqual(Arrays.asList(bytes(1), null), Arrays.asList(bytes(1), null));
        assertEqual(Map.of("member", bytes(1)), Map.of("member", bytes(1)));
        assertEqual(Map.of(bytes(1), List.of(bytes(2))), Map.of(bytes(1), List.of(bytes(2))));
        assertThat(row(List.of(bytes(1)))).isNotEqualTo(row(List.of(bytes(2))));
        assertThat(row(Map.of("member", bytes(1)))).isNotEqualTo(row(Map.of("member", bytes(2))));
        assertThat(row(List.of(bytes(1)))).isNotEqualTo(row(bytes(1)));
    }

    private static void assertEqual(@Nullable Object left, @Nullable Object right) {
        assertThat(row(left)).isEqualTo(row(right)).hasSameHashCodeAs(row(right));
        assertThat(Set.of(row(left))).contains(row(right));
    }

    private static Row row(@Nullable Object value) {
        return Row.of(SCHEMA, "a", value);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
