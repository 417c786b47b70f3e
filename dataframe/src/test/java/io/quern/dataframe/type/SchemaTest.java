package io.quern.dataframe.type;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SchemaTest {
    @Test
    void schemasOfTheSameNamesInTheSameOrderHaveThemWhateverTheirTypes() {
        Schema schema = Schema.of(Field.of("a", DataType.STRING), Field.of("b", DataType.INT64));
        assertThat(schema.hasNamesOf(schema)).isTrue();
        assertThat(schema.hasNamesOf(Schema.of(Field.of("a", DataType.INT32), Field.of("b", DataType.DATE))))
                .isTrue();
        assertThat(schema.hasNamesOf(Schema.of(Field.of("b", DataType.INT64), Field.of("a", DataType.STRING))))
                .isFalse();
        assertThat(schema.hasNamesOf(Schema.of(Field.of("a", DataType.STRING)))).isFalse();
        assertThat(Schema.of(Field.of("a", DataType.STRING)).hasNamesOf(schema)).isFalse();
    }
}
