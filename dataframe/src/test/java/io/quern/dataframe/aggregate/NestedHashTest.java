package io.quern.dataframe.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NestedHashTest {
    @Test
    void nestedKeysThatAreOneKeyHaveOneHash() {
        Map<String, Object> struct = new HashMap<>();
        struct.put("a", 1.5);
        struct.put("b", null);

        assertThat(NestedHash.of(List.of(-0.0, struct, "x"))).isEqualTo(NestedHash.of(List.of(0.0, struct, "x")));
        assertThat(NestedHash.of(List.of("x", "y"))).isNotEqualTo(NestedHash.of(List.of("y", "x")));
        assertThat(NestedHash.of(new byte[] {1, 2})).isEqualTo(NestedHash.of(new byte[] {1, 2}));
        assertThat(NestedHash.of(null)).isZero();
    }
}
